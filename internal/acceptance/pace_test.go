package acceptance

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

var paceMinutes = flag.Int("pace", 0, "how many minutes a hundred thousand records a second are held; 0: some seconds, of which only the content is looked at")

// A hundred thousand records a second go to three nodes that keep three copies, with
// faults and labels, while verify reads along. All is acked and found equal. With -pace
// the target is held too, with flat memory and less than 70% of the processors, and the
// curves are kept in testdata/pace.svg.
func TestAHundredThousandASecondIsHeld(t *testing.T) {
	if !full() {
		t.Skip("needs nodes of its own (IOTSIM_TEST_KAFKA=jars)")
	}
	overlay, err := filepath.Abs("testdata/pace.hcl")
	if err != nil {
		t.Fatal(err)
	}
	flags := []string{"--overlay", overlay, "--duration", "8s"}
	if *paceMinutes > 0 {
		kafkatest.RetentionCheck = 10 * time.Second
		flags = []string{"--overlay", overlay, "--var", fmt.Sprint("minutes=", *paceMinutes)}
	}
	s := prepare(t, kafkatest.Start(t, 3), shipped("throughput.hcl"), flags...)
	s.topics = append(s.topics, "iot.throughput.labels")
	p := s.startFor(longest, "apply", "--brokers", s.brokers, "--json", "--run", "pace", "--listen", "127.0.0.1:0")
	p.await(&p.err, "Run pace")
	follow := s.startFor(longest, "verify", "--brokers", s.brokers, "--run", "pace", "--follow")
	c := curvesOf(t, p, follow)
	got := read[summary](p.ends(exitGood))
	got.Data.whole(t)
	got.Labels.whole(t)
	if follow.ends(exitGood); !strings.Contains(follow.out.String(), "Verified: ") {
		t.Errorf("verify read along, and says\n%s%s", &follow.out, &follow.err)
	}
	t.Logf("%s", c)
	if *paceMinutes == 0 {
		return
	}
	c.held(t)
	if os.Getenv("UPDATE") == "1" && !t.Failed() {
		if err := os.WriteFile("testdata/pace.svg", []byte(c.picture()), 0o644); err != nil {
			t.Error(err)
		}
	}
}

// curves are a run's figures second by second.
type curves struct {
	at       []float64 // seconds
	target   []float64 // records a second
	rate     []float64
	lag      []float64 // ms, mean of the second
	resident []float64 // MiB
	cores    []float64 // of iotsim apply
	verify   []float64 // cores of verify
}

// curvesOf looks at a run, and at verify that follows it, until the run ends.
func curvesOf(t *testing.T, p, follow *process) *curves {
	t.Helper()
	address := p.listens()
	c := &curves{}
	began := time.Now()
	var last map[string]float64
	var lastAt, lastCPU, lastVerify float64
	for tick := time.NewTicker(time.Second); ; <-tick.C {
		m := scrape(address)
		if m == nil {
			tick.Stop()
			return c
		}
		at, cpu, second := time.Since(began).Seconds(), processorOf(p), processorOf(follow)
		if sent := m["iotsim_records_acked_total"]; last != nil && m["iotsim_target_records_per_second"] > 0 {
			span := at - lastAt
			c.at = append(c.at, at)
			c.target = append(c.target, m["iotsim_target_records_per_second"])
			c.rate = append(c.rate, (sent-last["iotsim_records_acked_total"])/span)
			n := m["iotsim_schedule_lag_seconds_count"] - last["iotsim_schedule_lag_seconds_count"]
			c.lag = append(c.lag, 1000*(m["iotsim_schedule_lag_seconds_sum"]-last["iotsim_schedule_lag_seconds_sum"])/max(n, 1))
			c.resident = append(c.resident, m["process_resident_memory_bytes"]/(1<<20))
			c.cores = append(c.cores, (cpu-lastCPU)/span)
			c.verify = append(c.verify, (second-lastVerify)/span)
		}
		last, lastAt, lastCPU, lastVerify = m, at, cpu, second
	}
}

// scrape is the metrics of a process, those of one name summed over what is sent; nil
// where nobody answers.
func scrape(address string) map[string]float64 {
	text, err := fetch(address + "/metrics")
	if err != nil {
		return nil
	}
	all := map[string]float64{}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		i := strings.LastIndexByte(line, ' ') // labels may have some too
		if i < 0 || strings.HasPrefix(line, "#") || strings.Contains(line, `content="labels"`) {
			continue
		}
		if v, err := strconv.ParseFloat(line[i+1:], 64); err == nil {
			bare, _, _ := strings.Cut(line[:i], "{")
			all[bare] += v
		}
	}
	return all
}

// ticksASecond is in what the kernel counts processor time for everybody.
const ticksASecond = 100

// processorOf is the seconds of processor that a process has used; 0 once it is gone.
func processorOf(p *process) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(text), ") ") // behind the name, which may hold anything
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0
	}
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) / ticksASecond
}

// held fails the test unless the target was held, and what that took stayed.
func (c *curves) held(t *testing.T) {
	t.Helper()
	rate, target := mean(c.rate), mean(c.target)
	if rate < 0.97*target { // faults drop 1.3% of the readings
		t.Errorf("%.0f records a second, of %.0f", rate, target)
	}
	if n := runtime.NumCPU(); mean(c.cores) > 0.7*float64(n) {
		t.Errorf("it takes %.2f of %d processors", mean(c.cores), n)
	}
	first, last := c.resident[len(c.resident)/10:len(c.resident)/3], c.resident[2*len(c.resident)/3:]
	if mean(last) > 1.1*mean(first)+16 {
		t.Errorf("it takes %.0f MiB in the last third, and %.0f in the first", mean(last), mean(first))
	}
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(max(1, len(values)))
}

func most(values []float64) float64 {
	top := 0.0
	for _, v := range values {
		top = max(top, v)
	}
	return top
}

// String is the means, and the worst.
func (c *curves) String() string {
	return fmt.Sprintf("%d s: %.0f records a second acked of %.0f, lag %.1f ms (at most %.0f), %.2f cores, %.0f MiB (at most %.0f); verify %.2f cores",
		len(c.at), mean(c.rate), mean(c.target), mean(c.lag), most(c.lag), mean(c.cores), mean(c.resident), most(c.resident), mean(c.verify))
}

// picture is the curves below each other.
func (c *curves) picture() string {
	const width, height, left, gap = 860, 110, 90, 46
	var b strings.Builder
	panels := []struct {
		name   string
		curves [][]float64
	}{
		{"records/s acked, and wanted", [][]float64{c.rate, c.target}},
		{"schedule lag, ms", [][]float64{c.lag}},
		{"cores of apply, and of verify --follow", [][]float64{c.cores, c.verify}},
		{"resident memory of apply, MiB", [][]float64{c.resident}},
	}
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">`+"\n", width, len(panels)*(height+gap)+20)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	for i, p := range panels {
		top := 30 + i*(height+gap)
		limit := 0.0
		for _, values := range p.curves {
			limit = max(limit, 1.1*most(values))
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" font-weight="bold">%s</text>`+"\n", left, top-8, p.name)
		for _, share := range []float64{0, 0.5, 1} {
			y := float64(top) + height*(1-share)
			fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#ddd"/><text x="%d" y="%.1f" text-anchor="end" fill="#555">%s</text>`+"\n", left, y, width-20, left-6, y+4, figure(share*limit))
		}
		for j := len(p.curves) - 1; j >= 0; j-- {
			var line strings.Builder
			for k, v := range p.curves[j] {
				x := left + (width-20-left)*c.at[k]/c.at[len(c.at)-1]
				fmt.Fprintf(&line, "%.1f,%.1f ", x, float64(top)+height*(1-v/limit))
			}
			fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="1.4"/>`+"\n", strings.TrimSpace(line.String()), []string{"#1f6feb", "#d29922"}[j])
		}
		fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end" fill="#555">%.0f s</text>`+"\n", width-20, top+height+15, c.at[len(c.at)-1])
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// figure is a number as an axis has it.
func figure(v float64) string {
	if v >= 10 || v == 0 {
		return strconv.Itoa(int(math.Round(v)))
	}
	return strconv.FormatFloat(v, 'f', 2, 64)
}

package clients

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// A job is what one process is to do.
type job struct {
	Client   string
	Brokers  []string
	Topic    string
	Scenario string
	Records  int64
	Rate     float64 // records a second; 0: as fast as they go
	Acked    string  // file for a byte a record, 1 where it was acked; empty: none
}

// A cost is what that took.
type cost struct {
	Acked, Failed int64
	Wall, CPU     time.Duration
	P50, P99      time.Duration // from handing over to the answer
	Mallocs       uint64        // of Go; a C library's own are not seen
	Allocated     uint64        // bytes
	Memory        int64         // bytes, the process at its largest
	Reason        string        // why the first that failed did
}

// do sends the messages and says what that cost. Messages are ready before the
// clock starts.
func do(j job) (cost, error) {
	messages, err := load(j.Scenario)
	if err != nil {
		return cost{}, err
	}
	m, err := makerOf(j.Client)
	if err != nil {
		return cost{}, err
	}
	c, err := m.open(j.Brokers, j.Topic)
	if err != nil {
		return cost{}, err
	}
	t := &tally{began: make([]time.Duration, j.Records), ended: make([]time.Duration, j.Records), acked: make([]byte, j.Records), room: make(chan struct{}, inFlight)}
	before, cpu := memory(), processor()
	t.start = time.Now()
	for n := range j.Records {
		t.pace(n, j.Rate)
		t.room <- struct{}{}
		t.began[n] = time.Since(t.start)
		message := numbered(messages, n)
		if err := c.send(&message, func(err error) { t.answer(n, err) }); err != nil {
			t.answer(n, err)
		}
	}
	if err := c.close(); err != nil {
		return cost{}, err
	}
	wall := time.Since(t.start)
	after := memory()
	result := cost{
		Acked: t.good.Load(), Failed: t.bad.Load(), Wall: wall, CPU: processor() - cpu,
		Mallocs: after.Mallocs - before.Mallocs, Allocated: after.TotalAlloc - before.TotalAlloc, Memory: largest(),
	}
	if reason := t.reason.Load(); reason != nil {
		result.Reason = *reason
	}
	result.P50, result.P99 = t.quantiles()
	if j.Acked != "" {
		return result, os.WriteFile(j.Acked, t.acked, 0o600)
	}
	return result, nil
}

// A tally is what becomes of the messages. Each has entries of its own.
type tally struct {
	start        time.Time
	began, ended []time.Duration
	acked        []byte
	room         chan struct{} // as many as may be on their way
	good, bad    atomic.Int64
	reason       atomic.Pointer[string]
}

// pace waits until message n is due.
func (t *tally) pace(n int64, rate float64) {
	if rate == 0 {
		return
	}
	due := time.Duration(float64(n) / rate * float64(time.Second))
	if early := due - time.Since(t.start); early > 0 {
		time.Sleep(early)
	}
}

func (t *tally) answer(n int64, err error) {
	t.ended[n] = time.Since(t.start)
	if err == nil {
		t.acked[n] = 1
		t.good.Add(1)
	} else {
		text := err.Error()
		t.reason.CompareAndSwap(nil, &text)
		t.bad.Add(1)
	}
	<-t.room
}

// quantiles of the time to an answer.
func (t *tally) quantiles() (p50, p99 time.Duration) {
	took := make([]time.Duration, 0, len(t.began))
	for n := range t.began {
		if t.acked[n] == 1 {
			took = append(took, t.ended[n]-t.began[n])
		}
	}
	if len(took) == 0 {
		return 0, 0
	}
	slices.Sort(took)
	return took[len(took)/2], took[len(took)*99/100]
}

func memory() runtime.MemStats {
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return s
}

// processor is the time that this process has used, all its threads.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(fmt.Sprintf("getrusage of ourselves: %v", err))
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// largest is the most memory that this process has held, 0 where nobody says.
func largest() int64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range bytes.Lines(status) {
		if rest, ok := bytes.CutPrefix(line, []byte("VmHWM:")); ok {
			kB, err := strconv.ParseInt(string(bytes.Fields(rest)[0]), 10, 64)
			if err != nil {
				return 0
			}
			return kB << 10
		}
	}
	return 0
}

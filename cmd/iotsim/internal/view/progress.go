package view

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"
)

// Announcement says what is about to be sent, and where.
func Announcement(p *engine.Plan, speed schema.Ratio, where string) string {
	var topics []string
	all := int64(0)
	for _, t := range Topics(p) {
		topics = append(topics, t.Name)
		all += t.Published
	}
	return fmt.Sprintf("%s: %s records to %s, %s, over %s at %s\n", p.Scenario, count(all),
		strings.Join(topics, " and "), where, over(p, speed), pace(p, speed))
}

// over is how long a run takes.
func over(p *engine.Plan, speed schema.Ratio) string {
	if speed.Num == 0 {
		return "as long as it takes"
	}
	wall := float64(max(p.Duration, p.End)) * float64(speed.Den) / float64(speed.Num)
	return Duration(time.Duration(wall))
}

// pace is how fast it goes.
func pace(p *engine.Plan, speed schema.Ratio) string {
	if speed.Num == 0 {
		return "full speed"
	}
	peak := float64(p.Peak) * float64(speed.Num) / float64(speed.Den)
	return fmt.Sprintf("%s, peak %s records/s", Speed(speed), Rate(peak))
}

// Instant is a moment of event time as people of the place read it.
func Instant(millis int64, timezone string) string {
	zone, err := time.LoadLocation(timezone)
	if err != nil {
		zone = time.UTC
	}
	return time.UnixMilli(millis).In(zone).Format("2006-01-02 15:04:05.999 -07:00")
}

// Progress prints a line about a run under way.
func Progress(w io.Writer, p *engine.Plan, g engine.Progress) {
	a := g.Account
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", clock(time.Duration(g.Time)), p.Phases[g.Phase].Name)
	fmt.Fprintf(&b, " · %s devices", count(g.Online))
	fmt.Fprintf(&b, " · %s/s", Rate(float64(g.Rate)))
	if g.Target > 0 {
		fmt.Fprintf(&b, " of %s/s", Rate(float64(g.Target)))
	}
	fmt.Fprintf(&b, " · acked %s failed %s unknown %s", count(a.Acked), count(a.Failed), count(a.Unknown))
	if g.Ack.Max > 0 {
		fmt.Fprintf(&b, " · ack p50 %s p99 %s ms", millis(g.Ack.P50), millis(g.Ack.P99))
	}
	if g.Lag.Max > 0 {
		fmt.Fprintf(&b, " · lag p50 %s p99 %s ms", millis(g.Lag.P50), millis(g.Lag.P99))
	}
	if g.Done {
		b.WriteString(" · done")
	} else if g.ETA > 0 {
		fmt.Fprintf(&b, " · %s left", Duration(g.ETA.Round(time.Second)))
	}
	b.WriteByte('\n')
	io.WriteString(w, b.String())
}

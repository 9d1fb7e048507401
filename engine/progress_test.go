package engine

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// Whoever wants to know each second is told of each second, whatever others want: all
// of them together are the run.
func TestSecondsAreTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seconds []Progress
		glances := 0
		o := Options{
			Speed: schema.Ratio{Num: 10, Den: 1}, Interval: 4 * time.Second,
			Observe: func(Progress) { glances++ },
			Second:  func(p Progress) { seconds = append(seconds, p) },
		}
		s, err := fakeRun(newKeeper(), o, steady(1011, 100*time.Millisecond)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(seconds) != 11 || glances != 3 {
			t.Fatalf("%d seconds and %d glances, want ten, one every four, and the last of each", len(seconds), glances)
		}
		sent, lags := 0.0, int64(0)
		for i, p := range seconds {
			took := p.Elapsed
			if i > 0 {
				took -= seconds[i-1].Elapsed
			}
			sent += float64(p.Rate) * took.Seconds()
			lags += p.Lag.Count
			if p.Due < p.Time || p.Due > min(int64(p.Elapsed*10), int64(101*time.Second)) {
				t.Errorf("second %d: %s is due, and it is at %s", i, time.Duration(p.Due), time.Duration(p.Time))
			}
		}
		if math.Abs(sent-float64(s.Data.Sent)) > 1e-6 || lags != s.Lag.Count() {
			t.Errorf("%v records with %d lags, want %d with %d", sent, lags, s.Data.Sent, s.Lag.Count())
		}
	})
}

func TestProgressTellsHowThingsStand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var seen []Progress
		o := Options{Speed: schema.Ratio{Num: 10, Den: 1}, Interval: 2 * time.Second, Observe: func(p Progress) { seen = append(seen, p) }}
		// 101 seconds of plan time at 10x, 20 records a plan second: 200 a second.
		s, err := fakeRun(newKeeper(), o, steady(1011, 100*time.Millisecond), steady(1011, 100*time.Millisecond)).run(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(seen) != 6 {
			t.Fatalf("%d glances, want 5 every two seconds and the last", len(seen))
		}
		for i, p := range seen[:5] {
			at := time.Duration(i+1) * 2 * time.Second
			if p.Done || p.Elapsed != at {
				t.Errorf("glance %d: at %s, done %t", i, p.Elapsed, p.Done)
			}
			// Workers wake every 5 ms: plan time may be 50 ms behind, or at a record that
			// is about to be sent.
			if behind := int64(at*10) - p.Time; behind < 0 || behind > int64(10*tick) {
				t.Errorf("glance %d: plan time %s", i, time.Duration(p.Time))
			}
			if p.Rate < 197 || p.Rate > 203 || p.Lag.Max > tick || p.State.Online != p.Time {
				t.Errorf("glance %d: rate %v, lag %v, state %v", i, p.Rate, p.Lag, p.State)
			}
			if eta := 10100*time.Millisecond - at; (p.ETA - eta).Abs() > tick {
				t.Errorf("glance %d: ETA %s, want %s", i, p.ETA, eta)
			}
		}
		last := seen[5]
		if last.Rate != s.Rate || last.Lag.Max != s.Lag.Max() {
			t.Errorf("last glance: rate %v, lag %v; summary %v, %s", last.Rate, last.Lag, s.Rate, s.Lag.Max())
		}
		if !last.Done || last.Account != s.Data || last.ETA != 0 || last.Account.Buffered() != 0 {
			t.Errorf("last glance: %+v", last)
		}
		if s.Peak < 197 || s.Peak > 205 || s.Rate < 199 || s.Rate > 201 {
			t.Errorf("peak %v, rate %v", s.Peak, s.Rate)
		}
	})
}

func TestTargetIsThePlansRateTimesTheSpeed(t *testing.T) {
	r := fakeRun(newKeeper(), Options{Speed: schema.Ratio{Num: 3, Den: 2}}, steady(10, time.Second))
	r.at = func(int64) State { return State{Rate: 1000} }
	if p := r.progress(time.Second, Account{}); p.Target != 1500 {
		t.Errorf("target %v", p.Target)
	}
}

func TestAtMaxTheETAComesFromTheRate(t *testing.T) {
	r := fakeRun(newKeeper(), Options{Speed: maxSpeed}, steady(10, time.Second))
	p := r.progress(20*time.Second, Account{Planned: 500, Sent: 200})
	if p.Target != 0 || p.ETA != 30*time.Second {
		t.Errorf("target %v, ETA %s", p.Target, p.ETA)
	}
}

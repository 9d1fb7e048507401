package main

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iotsim/iotsim/schema"
)

// slow names each thing of the language that a decode comes by.
const slow = `locals {
  x = [for i in range(10) : i]
}
`

func TestWhatIsStuckIsGivenUpWithItsExpression(t *testing.T) {
	sources := []schema.Source{{Name: "slow.hcl", Text: []byte(slow)}}
	release := make(chan struct{})
	defer close(release)
	activity := &schema.Activity{}
	schema.Decode(sources, schema.Options{Activity: activity}) // comes to x, and no further
	var kept [][]byte
	for name, c := range map[string]struct {
		limit allowance
		work  func() decoded
	}{
		"Scenario takes too long": {allowance{time.Hour, 100 * time.Millisecond, 1 << 40}, func() decoded { <-release; return decoded{} }},
		"Scenario takes too much memory": {allowance{time.Hour, time.Hour, memory() + 64<<20}, func() decoded {
			for range 100 {
				kept = append(kept, make([]byte, 4<<20))
				clear(kept[len(kept)-1])
			}
			<-release
			return decoded{}
		}},
	} {
		d := c.limit.await(t.Context(), sources, activity, c.work)
		if !d.stuck || len(d.diags) != 1 || d.diags[0].Summary != name {
			t.Fatalf("%s: %+v", name, d)
		}
		if at := d.diags[0].Subject; at.Filename != "slow.hcl" || at.Start.Line != 2 || at.Start.Column != 7 {
			t.Errorf("%s: at %v", name, at)
		}
		if d.files.Text("slow.hcl") == nil {
			t.Errorf("%s: no text to show", name)
		}
	}
}

// What others do on the machine takes wall time and decides nothing.
func TestOnlyWorkIsHeldAgainstAScenario(t *testing.T) {
	if _, ok := processorTime(); !ok {
		t.Skip("processor time is not known here")
	}
	limit := allowance{500 * time.Millisecond, time.Hour, 1 << 40}
	d := limit.await(t.Context(), nil, nil, func() decoded {
		time.Sleep(2 * limit.time)
		return decoded{}
	})
	if d.stuck {
		t.Errorf("a decoder that waits is given up: %v", d.diags)
	}
	var released atomic.Bool
	defer released.Store(true)
	d = limit.await(t.Context(), nil, &schema.Activity{}, func() decoded {
		for !released.Load() {
		}
		return decoded{}
	})
	if !d.stuck {
		t.Error("a decoder that works is not given up")
	}
}

// A panic in the decoder is a bug of ours, and says where.
func TestAPanicWhileDecodingKeepsItsStack(t *testing.T) {
	defer func() {
		p, ok := recover().(*panicked)
		if !ok || p.value != "oops" || !strings.Contains(string(p.stack), "goexit") && !strings.Contains(string(p.stack), "TestAPanic") {
			t.Errorf("%+v", p)
		}
	}()
	usual.await(t.Context(), nil, nil, func() decoded { panic("oops") })
}

package plant_test

import (
	"context"
	"fmt"
	"log"
	"sync"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"

	plant "example.com/plant"
)

// unreliable is a scenario whose readings get lost, come late and come twice.
const unreliable = `
scenario "unreliable" {
  seed  = 3
  start = "2026-03-02T06:00:00Z"
}
model "meter" {
  interval = "1s"
  sensor "power" { value = normal(4, 0.5) }
}
devices "meter" {
  count = 20
  id    = "meter-{n:02}"
}

fault "radio" {
  effect "drop" { share = "2%" }
  effect "duplicate" { share = "5%" }
  effect "delay" {
    share = "5%"
    by    = uniform("1s", "4s")
    max   = "4s"
  }
}
phase "day" {
  duration = "5m"
  faults   = [fault.radio]
}
sink "kafka" { topic = "readings" }
`

// A topic stands between a run and a consumer; here a Sink does, so that no broker is
// needed. Records of a partition come in their order.
type topic struct {
	mu       sync.Mutex
	consumer plant.Consumer
}

func (t *topic) Write(_ context.Context, b *engine.Batch) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	defer b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	for _, r := range b.Records {
		if err := t.consumer.Take(r.Key, r.Value, r.Headers); err != nil {
			return err
		}
	}
	return nil
}

func (t *topic) Flush(context.Context) error { return nil }

// A consumer is tried with a fleet that misbehaves; what it must find is what the plan
// says that the faults did.
func ExampleConsumer() {
	scenario, _, diags := schema.Decode([]schema.Source{{Name: "unreliable.hcl", Text: []byte(unreliable)}}, schema.Options{})
	if diags.HasErrors() {
		log.Fatal(diags)
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		log.Fatal(diags)
	}
	program, err := engine.Open(plan, "test")
	if err != nil {
		log.Fatal(err)
	}
	var t topic
	if _, err := engine.Run(context.Background(), program, &t, engine.Options{Speed: schema.Ratio{Num: 0, Den: 1}}); err != nil {
		log.Fatal(err)
	}
	c := &t.consumer
	fmt.Println(c.Messages, "readings came of", plan.Totals.Planned, "and", plan.Totals.Dropped, "were dropped")
	fmt.Println(c.Again, "came again, the plan says", plan.Totals.Duplicated)
	fmt.Println(c.Late > 0)
	newest, _ := c.Newest("meter-07")
	fmt.Println(newest.DeviceID, newest.Time().UTC().Format("15:04:05"))
	// Output:
	// 5885 readings came of 6000 and 115 were dropped
	// 317 came again, the plan says 317
	// true
	// meter-07 06:04:59
}

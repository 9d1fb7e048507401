package plant_test

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"log"
	"slices"
	"sync"
	"testing"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/schema"

	plant "example.com/plant"
)

//go:embed freezers.hcl
var scenarios embed.FS

// open reads and compiles the scenario; everything that is wrong with it is in
// the error, with file and line.
func open(options schema.Options) (*engine.Program, *engine.Plan, error) {
	scenario, _, diags := schema.Load(scenarios, []string{"freezers.hcl"}, options)
	if diags.HasErrors() {
		return nil, nil, diags
	}
	plan, diags := engine.Compile(scenario, engine.CompileOptions{})
	if diags.HasErrors() {
		return nil, nil, diags
	}
	program, err := engine.Open(plan, "test")
	return program, plan, err
}

// A feed is an engine.Sink: data goes to the program under test, labels are kept
// as the truth that it is measured by.
type feed struct {
	watch *plant.Watch
	plan  *engine.Plan

	mu    sync.Mutex
	truth map[string]bool // devices that a fault happened to
}

// Write hands over what a batch holds. Lanes run side by side, so it may be
// called from several goroutines, but for each stream in order.
func (f *feed) Write(_ context.Context, b *engine.Batch) error {
	defer b.Resolve(engine.Outcome{Acked: int64(len(b.Records))})
	for _, r := range b.Records {
		handle := f.watch.Handle
		if f.plan.Streams[r.Stream].Labels {
			handle = f.label
		}
		if err := handle(r.Value); err != nil {
			return err
		}
	}
	return nil
}

// Flush has nothing to wait for.
func (f *feed) Flush(context.Context) error { return nil }

func (f *feed) label(value []byte) error {
	var label struct {
		Device string `json:"device_id"`
	}
	if err := json.Unmarshal(value, &label); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.truth[label.Device] = true
	return nil
}

// replay runs the scenario as fast as it goes: fifty minutes in milliseconds.
func replay(ctx context.Context, options schema.Options) (*feed, *engine.Summary, error) {
	program, plan, err := open(options)
	if err != nil {
		return nil, nil, err
	}
	f := &feed{watch: &plant.Watch{Limit: -15}, plan: plan, truth: map[string]bool{}}
	summary, err := engine.Run(ctx, program, f, engine.Options{Speed: schema.Ratio{Num: 0, Den: 1}})
	return f, summary, err
}

// Example is the whole way: a scenario's text, a plan, a run into one's own sink.
func Example() {
	f, summary, err := replay(context.Background(), schema.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary.Data.Acked, "messages")
	fmt.Println("too warm:", f.watch.Warm())
	// Output:
	// 4000 messages
	// too warm: [depot-cold-freezer-027 depot-cold-freezer-035 depot-cold-freezer-040]
}

// The labels say which freezers really failed: the watch must find those, and no
// others, whatever the seed.
func TestWatchFindsEveryBrokenCompressor(t *testing.T) {
	for seed := range uint64(20) {
		f, _, err := replay(t.Context(), schema.Options{Seed: &seed})
		if err != nil {
			t.Fatal(err)
		}
		var truth []string
		for id := range f.truth {
			truth = append(truth, id)
		}
		slices.Sort(truth)
		if got := f.watch.Warm(); len(truth) != 3 || !slices.Equal(got, truth) {
			t.Errorf("seed %d: the watch found %v, broken are %v", seed, got, truth)
		}
	}
}

// A seed is a promise: the same bytes in every run, on every machine.
func TestSameSeedSameMessages(t *testing.T) {
	digests := map[string]bool{}
	for range 3 {
		program, _, err := open(schema.Options{})
		if err != nil {
			t.Fatal(err)
		}
		digest, _, err := program.ContentDigest(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		digests[digest] = true
	}
	if len(digests) != 1 {
		t.Errorf("one seed made %d contents", len(digests))
	}
}

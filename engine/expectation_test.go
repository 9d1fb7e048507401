package engine

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/schema"
)

// expected is the small factory with expectations.
func expected(expectations ...schema.Expectation) *schema.Scenario {
	s := trial(100)
	s.Expectations = expectations
	return s
}

func that(source string) *schema.Expression { return &schema.Expression{Source: source} }

func TestWindowsFollowThePhases(t *testing.T) {
	p := compile(t, expected()).plan
	first, second, last := p.Phases[0], p.Phases[1], p.Phases[len(p.Phases)-1]
	for name, test := range map[string]struct {
		during []string
		settle time.Duration
		want   []Window
	}{
		"the whole run":         {nil, 0, []Window{{0, p.Duration}}},
		"without its beginning": {nil, 3 * time.Second, []Window{{3e9, p.Duration}}},
		"a phase":               {[]string{second.Name}, 0, []Window{{second.Start, second.End}}},
		"a phase that settles":  {[]string{second.Name}, time.Second, []Window{{second.Start + 1e9, second.End}}},
		"neighbours merge":      {[]string{second.Name, first.Name}, 0, []Window{{first.Start, second.End}}},
		"but not those that settle": {[]string{first.Name, second.Name}, time.Second,
			[]Window{{first.Start + 1e9, first.End}, {second.Start + 1e9, second.End}}},
		"phases apart":    {[]string{first.Name, last.Name}, 0, []Window{{first.Start, first.End}, {last.Start, last.End}}},
		"a phase cut off": {[]string{"gone"}, 0, nil},
	} {
		e := schema.Expectation{Name: "x", That: that("failed == 0"), During: test.during, Settle: test.settle}
		got := compile(t, expected(e)).plan.Expectations[0].Windows
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// In a cycle a window is one in every repetition, and settles in each.
func TestWindowsFollowEveryTurn(t *testing.T) {
	s := expected(
		schema.Expectation{Name: "off", That: that("failed == 0"), During: []string{"off"}, Settle: 2 * time.Second},
		schema.Expectation{Name: "both", That: that("failed == 0"), During: []string{"on", "off"}},
	)
	full, none := schema.Level{Value: schema.Ratio{Num: 1, Den: 1}}, schema.Level{Value: schema.Ratio{Num: 0, Den: 1}}
	s.Phases = []schema.Phase{
		{Name: "begin", Duration: time.Second, Devices: &schema.Curve{From: none, To: none}},
		{Name: "on", Duration: 10 * time.Second, Devices: &schema.Curve{From: none, To: full, Ramp: true}},
		{Name: "off", Duration: 10 * time.Second, Devices: &schema.Curve{From: none, To: none}},
	}
	s.Cycles = []schema.Cycle{{Name: "pulse", First: 1, End: 3, Times: 4}}
	s.EndAfter(66 * time.Second) // into the last on
	program := compile(t, s)
	p := program.plan
	want := []Window{{13e9, 21e9}, {33e9, 41e9}, {53e9, 61e9}}
	if diff := cmp.Diff(want, p.Expectations[0].Windows); diff != "" {
		t.Errorf("off (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Window{{1e9, 66e9}}, p.Expectations[1].Windows); diff != "" {
		t.Errorf("both (-want +got):\n%s", diff)
	}
	for _, test := range []struct {
		windows []Window
		until   int64
		want    int64
	}{
		{p.Expectations[0].Windows, never, 0},
		{p.Expectations[1].Windows, never, 100},
		{[]Window{{41e9, 44e9}, {61e9, 66e9}}, never, 50},
		{[]Window{{41e9, 44e9}, {61e9, 66e9}}, 63e9, 30},
	} {
		got := program.mostOnline(test.windows, test.until)
		if got < test.want-5 || got > test.want+5 {
			t.Errorf("in %v until %d: %d devices, want about %d", test.windows, test.until, got, test.want)
		}
	}
}

func TestExpectationsDecideNoBytes(t *testing.T) {
	plain := compile(t, expected()).plan.Digest
	if with := compile(t, expected(schema.Expectation{Name: "x", That: that("failed == 0")})).plan.Digest; with != plain {
		t.Errorf("the digest is %s, without the expectation %s", with, plain)
	}
}

func TestExpectationsAreCheckedWithTheRest(t *testing.T) {
	s := expected(
		schema.Expectation{Name: "unread"}, // it was in error already
		schema.Expectation{Name: "wrong", That: that("lag.p98 < 100")},
	)
	diags := Check(s)
	if len(diags) != 1 || diags[0].Summary != "Unknown attribute" {
		t.Errorf("diagnostics are %v", diags)
	}
}

func TestSegmentsAreCutAtAllWindows(t *testing.T) {
	p := &Plan{Duration: 100, Expectations: []Expectation{
		{Windows: []Window{{0, 100}}},
		{Windows: []Window{{10, 30}, {50, 100}}},
		{Windows: []Window{{0, 10}, {30, 50}}},
		{},
	}}
	want := []segment{{0, 0b101}, {10, 0b011}, {30, 0b101}, {50, 0b011}}
	if diff := cmp.Diff(want, segmentsOf(p), cmp.AllowUnexported(segment{})); diff != "" {
		t.Errorf("segments (-want +got):\n%s", diff)
	}
}

func TestMostOnlineIsThatOfTheWindows(t *testing.T) {
	s := expected()
	s.Phases = []schema.Phase{
		{Name: "up", Duration: 10 * time.Second, Devices: &schema.Curve{To: schema.Level{Value: schema.Ratio{Num: 1, Den: 1}}, From: schema.Level{Value: schema.Ratio{Num: 0, Den: 1}}, Ramp: true}},
		{Name: "half", Duration: 10 * time.Second, Devices: &schema.Curve{From: schema.Level{Value: schema.Ratio{Num: 1, Den: 2}}, To: schema.Level{Value: schema.Ratio{Num: 1, Den: 2}}}},
	}
	p := compile(t, s)
	for _, test := range []struct {
		windows []Window
		until   int64
		want    int64
	}{
		{[]Window{{0, 20e9}}, never, 100},
		{[]Window{{0, 20e9}}, 5e9, 50},
		{[]Window{{0, 3e9}, {12e9, 20e9}}, never, 50},
		{[]Window{{0, 3e9}}, never, 30},
		{[]Window{{15e9, 20e9}}, 10e9, 0},
		{nil, never, 0},
	} {
		got := p.mostOnline(test.windows, test.until)
		if got < test.want-5 || got > test.want+5 { // each of ten blocks rounds by itself
			t.Errorf("in %v until %d: %d devices, want about %d", test.windows, test.until, got, test.want)
		}
	}
}

package main

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iotsim/iotsim/engine"
	"github.com/iotsim/iotsim/internal/kafka"
	"github.com/iotsim/iotsim/schema"
)

func TestSpeedIsExact(t *testing.T) {
	for text, want := range map[string]schema.Ratio{
		"1x": {Num: 1, Den: 1}, "60x": {Num: 60, Den: 1}, "0.5x": {Num: 1, Den: 2}, "0.1": {Num: 1, Den: 10},
		"2.50x": {Num: 5, Den: 2}, "max": {Num: 0, Den: 1}, ".5x": {Num: 1, Den: 2},
	} {
		if got, err := parseSpeed(text); err != nil || got != want {
			t.Errorf("%s is %v, %v, not %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "x", "0x", "0.0x", "-1x", "1e3x", "fast", "1.x", "1x1", "99999999x", "0.00000001x", "1 x"} {
		if got, err := parseSpeed(text); err == nil {
			t.Errorf("%q is taken for %v", text, got)
		}
	}
}

func TestSizeIsBytes(t *testing.T) {
	for text, want := range map[string]sizeFlag{"1": 1, "100B": 100, "2KiB": 2 << 10, "512MiB": 512 << 20, "3 GiB": 3 << 30} {
		var f sizeFlag
		if err := f.Set(text); err != nil || f != want {
			t.Errorf("%s is %d, %v, not %d", text, f, err, want)
		}
	}
	for _, text := range []string{"", "0", "-1", "1MB", "MiB", "1.5GiB", "99999999TiB"} {
		var f sizeFlag
		if err := f.Set(text); err == nil {
			t.Errorf("%q is taken for %d", text, f)
		}
	}
}

func TestVariablesComeFromTheEnvironmentByPrefix(t *testing.T) {
	got := variablesOf([]string{"HOME=/", "IOTSIM_VAR_devices=5", "IOTSIM_VAR_expr=a=b", "IOTSIM_VAR_=x", "IOTSIM_BROKERS=b:1"})
	if diff := cmp.Diff(map[string]string{"devices": "5", "expr": "a=b"}, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestFlagGoesBeforeEnvironmentBeforeScenario(t *testing.T) {
	plan := &engine.Plan{Sinks: engine.Sinks{
		{Kind: schema.SinkKafka}, {Kind: schema.SinkFile}, {Kind: schema.SinkKafka, Brokers: []string{"scenario:1"}}, {Kind: schema.SinkKafka, Brokers: []string{"other:1"}},
	}}
	for _, test := range []struct {
		environment string
		flag        []string
		want        [][]string
	}{
		{" one:1, two:2 ,", []string{"flag:1"}, [][]string{{"flag:1"}, nil, {"flag:1"}, {"flag:1"}}},
		{" one:1, two:2 ,", nil, [][]string{{"one:1", "two:2"}, nil, {"one:1", "two:2"}, {"one:1", "two:2"}}},
		{"", nil, [][]string{{"scenario:1"}, nil, {"scenario:1"}, {"other:1"}}},
	} {
		t.Setenv("IOTSIM_BROKERS", test.environment)
		f := connectionFlags{brokers: test.flag}
		if err := newApp(nil, nil, nil).gather(&f); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(test.want, brokersOf(f.connection, plan)); diff != "" {
			t.Errorf("flag %v, environment %q (-want +got)\n%s", test.flag, test.environment, diff)
		}
	}
}

func TestBrokersOnOtherMachinesAreFar(t *testing.T) {
	for address, want := range map[string]bool{
		"localhost:9092": false, "127.0.0.1:9092": false, "127.1.2.3:1": false, "[::1]:9092": false,
		"kafka:9092": true, "10.0.0.1:9092": true, "localhost.example.com:9092": true, "[2001:db8::1]:9092": true,
	} {
		if got := (&cluster{brokers: []string{"localhost:1", address}}).far(); got != want {
			t.Errorf("%s is far: %v, not %v", address, got, want)
		}
	}
	if (&cluster{brokers: []string{"kafka:1"}, embedded: &kafka.Embedded{}}).far() {
		t.Error("the embedded broker is far")
	}
}

func TestOnlyYesGoesOn(t *testing.T) {
	for answer, want := range map[string]bool{"yes\n": true, " y \n": true, "no\n": false, "\n": false, "": false, "yes please\n": false} {
		a := newApp(strings.NewReader(answer), io.Discard, io.Discard)
		if err := a.ask(context.Background()); (err == nil) != want {
			t.Errorf("the answer %q goes on: %v, not %v", answer, err == nil, want)
		}
	}
}

func TestAQuestionMayBeInterrupted(t *testing.T) {
	silent, never := io.Pipe()
	defer never.Close()
	ctx, cancel := context.WithCancelCause(context.Background())
	cancel(errInterrupted)
	if err := newApp(silent, io.Discard, io.Discard).ask(ctx); !errors.Is(err, errInterrupted) {
		t.Errorf("the error is %v", err)
	}
}

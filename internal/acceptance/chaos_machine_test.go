package acceptance

import (
	"encoding/json"
	"fmt"
	"os"
	"time"
)

// machineScenes are what goes wrong on the machine that iotsim runs on.
func machineScenes() []scene {
	return []scene{
		{"wall clock set on by an hour (test build)", good, clockSet(time.Hour)},
		{"wall clock set back by an hour (test build)", good, clockSet(-time.Hour)},
		{"our disk full, of a file sink", "exit 3, books add up; resumed, good", fillFile},
		{"our disk full, of the run's folder", "exit 3; resumed, good", fillFolder},
	}
}

// clockSet runs the build whose wall clock jumps in mid-run. The manifest and the
// result of the run say when it began and ended by that clock.
func clockSet(by time.Duration) func(*trial) {
	return func(x *trial) {
		x.program = built(x.t, jumping)
		x.t.Setenv("CLOCK_JUMP_SECONDS", fmt.Sprint(int64(by/time.Second)))
		x.t.Setenv("CLOCK_JUMP_AFTER_MS", "6000")
		p := x.apply()
		x.finish(p, exitGood)
		var manifest struct{ Created time.Time }
		var result struct{ Ended time.Time }
		x.kept("manifest.json", &manifest)
		x.kept("result.json", &result)
		jumped := result.Ended.Sub(manifest.Created) - p.took
		x.feel((jumped-by).Abs() < 10*time.Second, "by its own clock it took %.0f s, by ours %.0f s",
			result.Ended.Sub(manifest.Created).Seconds(), p.took.Seconds())
		if x.last.Ack.Max > 10*time.Second || p.took > 30*time.Second {
			x.t.Errorf("the clock was felt: %v in all, slowest ack %v", p.took, x.last.Ack.Max)
		}
		x.good()
	}
}

// kept reads what is kept of the run.
func (x *trial) kept(file string, into any) {
	x.t.Helper()
	text, err := os.ReadFile(x.path(".iotsim/runs/" + x.run + "/" + file))
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		x.t.Fatal(err)
	}
}

// fillFile sends whole records into a file on a disk of 2 MiB, of which they need six
// times as much.
func fillFile(x *trial) {
	d := x.mount(x.path("small"), "2m")
	apply := func(flags ...string) *process {
		return x.start("apply", append([]string{"--json", "--speed", "max", "--sink", "records:small/out.ndjson"}, flags...)...)
	}
	p := apply()
	x.finish(p, exitDestination)
	x.brokeOff(p, "no space left on device")
	text := x.written()
	if part := tallyLines(x.t, text, x.run, x.cut, 0); part.Read != x.last.Data.Acked || part.Duplicate+part.Reordered+part.Foreign > 0 {
		x.t.Errorf("%d records are acked, the file has %+v", x.last.Data.Acked, part)
	}
	d.grow("64m")
	x.finish(apply("--resume"), exitGood)
	x.last.Data.whole(x.t)
	x.outside = tallyLines(x.t, x.written(), x.run, x.cut, 0)
	x.verified = x.verify(exitGood, "--file", "small/out.ndjson")
	if !x.verified.exact() || !x.outside.exact() {
		x.t.Errorf("verify says %+v, the outside reader %+v", x.verified, x.outside)
	}
}

func (x *trial) written() []byte {
	x.t.Helper()
	text, err := os.ReadFile(x.path("small/out.ndjson"))
	if err != nil {
		x.t.Fatal(err)
	}
	return text
}

// fillFolder fills the disk of the run's folder: before a run, which then does not
// begin, and in mid-run, which loses no record by it.
func fillFolder(x *trial) {
	d := x.mount(x.path(".iotsim"), "1m")
	d.fill()
	p := x.apply()
	x.finish(p, exitDestination)
	x.refusedAs(p, "the run's manifest cannot be written")
	d.empty()
	p = x.apply()
	x.await(x.planned() / 4)
	d.fill()
	x.finish(p, exitDestination)
	x.brokeAtEnd(p)
	d.empty()
	x.resume()
}

// brokeAtEnd wants a run whose records are all there to say what it could not keep.
func (x *trial) brokeAtEnd(p *process) {
	x.t.Helper()
	x.last.Data.whole(x.t)
	x.feel(sum(x.ends()) == x.planned(), "all sent, and nothing kept: no space left on device")
	if said := p.err.String(); said == "" {
		x.t.Error("it does not say so")
	}
}

package acceptance

import (
	"fmt"
	"strings"
	"syscall"
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// signalScenes are what operators and systems do to iotsim itself.
func signalScenes() []scene {
	return []scene{
		{"SIGINT", "says how far it came; resumed, good", interrupted(syscall.SIGINT)},
		{"SIGTERM", "says how far it came; resumed, good", interrupted(syscall.SIGTERM)},
		{"second SIGINT, while nobody answers", "leaves at once; resumed, good", func(x *trial) {
			p := x.apply()
			x.await(x.planned() / 4)
			x.each(func(p *kafkatest.Proxy) { p.Hold(true) })
			p.reports(2) // the second line is of a stretch without an answer
			p.signal(syscall.SIGINT)
			p.await(&p.err, "Interrupted")
			again := time.Now()
			p.signal(syscall.SIGINT)
			x.finish(p, exitAtOnce)
			took := time.Since(again)
			x.each((*kafkatest.Proxy).Cut)
			x.each(func(p *kafkatest.Proxy) { p.Hold(false) })
			held := sum(x.ends())
			x.feel(took < time.Second && held < x.planned(), "left after %.2f s at %d records", took.Seconds(), held)
			x.resume()
		}},
		{"SIGKILL, three times", "resumed, good", func(x *trial) {
			var at []string
			for k := range int64(3) {
				p := x.apply("--resume")
				x.await(x.planned() * (k + 1) / 5)
				p.signal(syscall.SIGKILL)
				if code := p.code(); code != -1 {
					x.t.Fatalf("it ended by itself with %d", code)
				}
				at = append(at, fmt.Sprint(sum(x.ends())))
				x.codes = append(x.codes, "killed")
			}
			held := sum(x.ends())
			x.feel(held < x.planned(), "killed at %s of %d records", strings.Join(at, ", "), x.planned())
			x.resume()
		}},
		{"SIGSTOP of iotsim for 20 s", good, func(x *trial) {
			p := x.apply()
			x.await(x.planned() / 4)
			p.signal(syscall.SIGSTOP)
			time.Sleep(time.Second) // what was under way arrives
			before := sum(x.ends())
			time.Sleep(frozen - time.Second)
			after := sum(x.ends())
			p.signal(syscall.SIGCONT)
			x.feel(before == after && after < x.planned(), "stood at %d records for 19 s", after)
			x.finish(p, exitGood)
			x.good()
		}},
		{"two runs on one topic", "both notice at the next ack; verify names what is foreign", func(x *trial) {
			one := x.apply("--run", "one")
			x.await(x.planned() / 8)
			two := x.apply("--run", "two")
			x.finish(two, exitOtherWriter)
			x.finish(one, exitOtherWriter)
			x.brokeOff(one, "Another writer on the topic")
			if said := two.err.String(); !strings.Contains(said, "Another writer on the topic") {
				x.t.Errorf("the second does not say why it ended:\n%s", said)
			}
			x.look(exitFailed)
			x.feel(x.verified.Foreign > 0 && x.outside.Foreign > 0, "%d foreign records", x.verified.Foreign)
		}},
	}
}

// interrupted sends a signal in mid-run, wants an account of it, and goes on.
func interrupted(s syscall.Signal) func(*trial) {
	return func(x *trial) {
		p := x.apply()
		x.await(x.planned() / 4)
		p.signal(s)
		x.finish(p, exitInterrupted)
		a, held := x.last.Data, sum(x.ends())
		x.feel(x.last.Interrupted && a.Sent < a.Planned && a.Acked == held, "stopped at %d of %d records", a.Acked, a.Planned)
		if a.Acked != a.Sent || a.Failed+a.Unknown > 0 {
			x.t.Errorf("what was on its way did not arrive: %+v", a)
		}
		x.resume()
	}
}

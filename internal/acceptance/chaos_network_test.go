package acceptance

import (
	"time"

	"github.com/iotsim/iotsim/internal/kafka/kafkatest"
)

// networkScenes are faults between iotsim and the brokers, made by the proxies.
func networkScenes() []scene {
	return []scene{
		{"connections reset", good, func(x *trial) {
			x.during(func() {
				for range 10 {
					x.each((*kafkatest.Proxy).Cut)
					time.Sleep(400 * time.Millisecond) // to connect again
				}
			})
			x.severed()
			x.feel(x.last.Broker.Failures > 0, "%d failures seen", x.last.Broker.Failures)
		}},
		{"half-open for 20 s, then reset", good, func(x *trial) {
			x.during(func() {
				x.each(func(p *kafkatest.Proxy) { p.Hold(true) })
				time.Sleep(frozen)
				x.each((*kafkatest.Proxy).Cut)
				x.each(func(p *kafkatest.Proxy) { p.Hold(false) })
			})
			x.stalled(10 * time.Second)
			x.severed()
		}},
		{"silent for 20 s, then goes on", good, func(x *trial) {
			x.during(func() {
				x.each(func(p *kafkatest.Proxy) { p.Hold(true) })
				time.Sleep(frozen)
				x.each(func(p *kafkatest.Proxy) { p.Hold(false) })
			})
			x.stalled(10 * time.Second)
		}},
		{"slow: 300 ms and 256 KiB/s each way", good, func(x *trial) {
			x.during(func() {
				x.each(func(p *kafkatest.Proxy) { p.Slow(300*time.Millisecond, 256<<10) })
			})
			x.feel(x.last.Ack.P50 >= 300*time.Millisecond, "half of the acks took %.2f s or more", x.last.Ack.P50.Seconds())
		}},
		{"connections refused for 5 s", good, func(x *trial) {
			x.during(func() {
				x.refuse(true)
				time.Sleep(5 * time.Second) // the outage itself
				x.refuse(false)
			})
			x.stalled(4 * time.Second)
			x.feel(x.last.Broker.Failures > 0, "%d failures seen", x.last.Broker.Failures)
		}},
		{"acks lost after append", good, func(x *trial) {
			x.during(func() { x.lose(15) })
			x.retried()
		}},
		{"acks lost, without idempotence (test build)", "bad: doubled, and said so", func(x *trial) {
			x.program = built(x.t, hasty)
			p := x.apply()
			x.await(x.planned() / 4)
			x.lose(15)
			x.finish(p, exitDestination)
			x.brokeOff(p, "Brokers wrote records twice")
			x.look(exitFailed)
			x.feel(x.verified.Duplicate > 0 && x.outside.Duplicate == x.verified.Duplicate, "%d records doubled", x.outside.Duplicate)
		}},
	}
}

// each does something to all proxies.
func (x *trial) each(do func(*kafkatest.Proxy)) {
	for node := 1; node <= 3; node++ {
		do(x.cluster.Proxy(x.t, node))
	}
}

// refuse has all addresses refuse connections, or take them again.
func (x *trial) refuse(refused bool) {
	x.t.Helper()
	x.each(func(p *kafkatest.Proxy) {
		if err := p.Refuse(refused); err != nil {
			x.t.Fatal(err)
		}
	})
}

// lose has each proxy lose acks, and waits until they are lost, or the run has ended
// because of the first.
func (x *trial) lose(acks int) {
	x.t.Helper()
	before := x.tally().Lost
	x.each(func(p *kafkatest.Proxy) { p.Lose(acks) })
	for began := time.Now(); x.tally().Lost < before+3*acks && time.Since(began) < 8*time.Second; {
		time.Sleep(glance)
	}
	x.each(func(p *kafkatest.Proxy) { p.Lose(0) })
	n := x.tally().Lost - before
	x.feel(n > 0, "%d acks lost", n)
}

// tally is what all proxies did since the trial began.
func (x *trial) tally() (sum kafkatest.Tally) {
	x.each(func(p *kafkatest.Proxy) {
		t := p.Tally()
		sum.Cut += t.Cut
		sum.Lost += t.Lost
		sum.Held += t.Held
	})
	sum.Cut -= x.before.Cut
	sum.Lost -= x.before.Lost
	sum.Held -= x.before.Held
	return sum
}

// severed notes the connections that were reset.
func (x *trial) severed() {
	x.t.Helper()
	n := x.tally().Cut
	x.feel(n > 0, "%d connections cut", n)
}

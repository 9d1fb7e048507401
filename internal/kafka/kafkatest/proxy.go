package kafkatest

import (
	"encoding/binary"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// A Proxy stands between clients and one broker and makes the faults that a
// network makes. It passes whole requests and answers on, so it can tell an answer
// to a produce request from others. Its methods may be called at any time.
type Proxy struct {
	address string // where it listens
	broker  string // where it connects to

	mu       sync.Mutex
	changed  *sync.Cond
	listener net.Listener // nil: it refuses connections
	links    map[*link]bool
	held     bool
	delay    time.Duration // of each request and of each answer
	rate     int64         // bytes a second each way; 0: unlimited
	losing   int           // answers to produce requests that are still to be lost
	tally    Tally
	pumps    sync.WaitGroup
}

// A Tally counts what a proxy did to its clients.
type Tally struct {
	Connections int // that were made
	Refused     int // that were not, because the broker did not take them
	Cut         int // connections that were reset
	Lost        int // answers to produce requests that never came, although the broker had acted
	Held        int // requests and answers that waited
}

// startProxy listens at a port of its own; the broker need not be there yet.
func startProxy(broker string) (*Proxy, error) {
	p := &Proxy{address: "127.0.0.1:0", broker: broker, links: make(map[*link]bool)}
	p.changed = sync.NewCond(&p.mu)
	return p, p.listen()
}

func (p *Proxy) listen() error {
	l, err := net.Listen("tcp", p.address)
	if err != nil {
		return err
	}
	p.mu.Lock()
	p.address, p.listener = l.Addr().String(), l
	p.mu.Unlock()
	p.pumps.Go(func() { p.accept(l) })
	return nil
}

func (p *Proxy) accept(l net.Listener) {
	for {
		client, err := l.Accept()
		if err != nil {
			return // it was closed
		}
		p.pumps.Go(func() { p.serve(client.(*net.TCPConn)) })
	}
}

// serve connects a client with the broker until one of them ends it.
func (p *Proxy) serve(client *net.TCPConn) {
	broker, err := net.Dial("tcp", p.broker)
	if err != nil {
		p.count(func(t *Tally) { t.Refused++ })
		reset(client)
		return
	}
	k := &link{proxy: p, client: client, broker: broker.(*net.TCPConn), produces: make(map[uint32]bool)}
	p.mu.Lock()
	p.links[k] = true
	p.tally.Connections++
	p.mu.Unlock()
	var answers sync.WaitGroup
	answers.Go(k.answers)
	k.requests()
	answers.Wait()
	p.mu.Lock()
	delete(p.links, k)
	p.mu.Unlock()
}

// Tally is what the proxy did so far.
func (p *Proxy) Tally() Tally {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.tally
}

func (p *Proxy) count(add func(*Tally)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	add(&p.tally)
}

// Cut resets all connections.
func (p *Proxy) Cut() {
	p.mu.Lock()
	var all []*link
	for k := range p.links {
		all = append(all, k)
	}
	p.tally.Cut += len(all)
	p.mu.Unlock()
	for _, k := range all {
		k.cut()
	}
}

// Hold keeps all requests and answers back, of connections that are open and of
// those to come, as where a network drops packets and tells nobody.
func (p *Proxy) Hold(held bool) {
	p.mu.Lock()
	p.held = held
	p.mu.Unlock()
	p.changed.Broadcast()
}

// Slow delays each request and each answer, and limits the bytes a second each
// way. Zeros make the network fast again.
func (p *Proxy) Slow(delay time.Duration, rate int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.delay, p.rate = delay, rate
}

// Lose throws the next answers to produce requests away, each with its connection:
// the broker has acted, and nobody hears of it.
func (p *Proxy) Lose(answers int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.losing = answers
}

// Refuse stops listening and cuts what is connected, as where a process has ended.
// Refuse(false) listens again, at the same port.
func (p *Proxy) Refuse(refused bool) error {
	p.mu.Lock()
	l := p.listener
	if refused {
		p.listener = nil
	}
	p.mu.Unlock()
	switch {
	case !refused && l == nil:
		return p.listen()
	case !refused:
		return nil
	}
	if l != nil {
		_ = l.Close()
	}
	p.Cut()
	return nil
}

// close ends everything and waits for it.
func (p *Proxy) close() {
	p.Hold(false)
	_ = p.Refuse(true)
	p.pumps.Wait()
}

// A link is one client's connection and ours to the broker for it.
type link struct {
	proxy          *Proxy
	client, broker *net.TCPConn

	mu       sync.Mutex
	produces map[uint32]bool // correlation ids of produce requests that are not yet answered
	ended    bool
}

// cut resets both ends.
func (k *link) cut() {
	k.mu.Lock()
	k.ended = true
	k.mu.Unlock()
	k.proxy.changed.Broadcast()
	reset(k.client)
	reset(k.broker)
}

// reset ends a connection with RST instead of FIN.
func reset(c *net.TCPConn) {
	_ = c.SetLinger(0)
	_ = c.Close()
}

// requests passes on what the client asks.
func (k *link) requests() {
	defer k.cut()
	for {
		frame, err := readFrame(k.client)
		if err != nil || !k.travel(len(frame)) {
			return
		}
		if len(frame) >= requestHeader && binary.BigEndian.Uint16(frame[4:]) == produceKey {
			k.mu.Lock()
			k.produces[binary.BigEndian.Uint32(frame[8:])] = true
			k.mu.Unlock()
		}
		if _, err := k.broker.Write(frame); err != nil {
			return
		}
	}
}

// answers passes on what the broker says.
func (k *link) answers() {
	defer k.cut()
	for {
		frame, err := readFrame(k.broker)
		if err != nil || !k.travel(len(frame)) || k.loses(frame) {
			return
		}
		if _, err := k.client.Write(frame); err != nil {
			return
		}
	}
}

// loses says whether an answer is one of those that never come.
func (k *link) loses(frame []byte) bool {
	if len(frame) < answerHeader {
		return false
	}
	id := binary.BigEndian.Uint32(frame[4:])
	k.mu.Lock()
	produce := k.produces[id]
	delete(k.produces, id)
	k.mu.Unlock()
	p := k.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	if !produce || p.losing == 0 {
		return false
	}
	p.losing--
	p.tally.Lost++
	p.tally.Cut++
	return true
}

// travel takes as long as so many bytes need, and says whether they arrive.
func (k *link) travel(bytes int) bool {
	p := k.proxy
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.held {
		p.tally.Held++
	}
	for p.held && !k.gone() {
		p.changed.Wait()
	}
	if wait := p.delay + p.transfer(bytes); wait > 0 {
		p.mu.Unlock()
		time.Sleep(wait) // the network is what takes the time
		p.mu.Lock()
	}
	return !k.gone()
}

func (p *Proxy) transfer(bytes int) time.Duration {
	if p.rate == 0 {
		return 0
	}
	return time.Duration(bytes) * time.Second / time.Duration(p.rate)
}

func (k *link) gone() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.ended
}

// Kafka's frames: a length of four bytes, then in a request its key and version,
// two bytes each, and in both the correlation id of four.
const (
	produceKey    = 0
	requestHeader = 12
	answerHeader  = 8
	mostFrame     = 128 << 20
)

// readFrame reads a request or an answer with its length.
func readFrame(r io.Reader) ([]byte, error) {
	var length [4]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return nil, err
	}
	n := binary.BigEndian.Uint32(length[:])
	if n > mostFrame {
		return nil, fmt.Errorf("a frame of %d bytes", n)
	}
	frame := make([]byte, len(length)+int(n))
	copy(frame, length[:])
	_, err := io.ReadFull(r, frame[len(length):])
	return frame, err
}

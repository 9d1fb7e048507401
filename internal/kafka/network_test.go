package kafka_test

import (
	"context"
	"io"
	"net"
	"sync"
	"syscall"
)

// A network is loopback with faults that a broker cannot make by itself: answers
// that never come, answers that are lost after the broker acted, addresses that
// nobody can reach.
type network struct {
	mu      sync.Mutex
	changed *sync.Cond
	frozen  bool
	cuts    int             // answers still to be lost
	refused map[string]bool // host:port
}

func newNetwork() *network {
	n := &network{refused: make(map[string]bool)}
	n.changed = sync.NewCond(&n.mu)
	return n
}

// Dial is for Options.Through.
func (n *network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	refused := n.refused[address]
	n.mu.Unlock()
	if refused {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	var d net.Dialer
	c, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &line{Conn: c, network: n}, nil
}

// freeze holds every answer back from now on, until thaw.
func (n *network) freeze(frozen bool) {
	n.mu.Lock()
	n.frozen = frozen
	n.mu.Unlock()
	n.changed.Broadcast()
}

// lose throws the next answers away, each with its connection.
func (n *network) lose(answers int) {
	n.mu.Lock()
	n.cuts = answers
	n.mu.Unlock()
}

// pending says how many answers are still to be lost.
func (n *network) pending() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.cuts
}

// A line is one connection.
type line struct {
	net.Conn
	network *network
	closed  bool
}

// Read gets the answer first, because the broker has acted once there is one,
// and then decides what becomes of it.
func (l *line) Read(b []byte) (int, error) {
	n, err := l.Conn.Read(b)
	w := l.network
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.frozen && !l.closed {
		w.changed.Wait()
	}
	if l.closed {
		return 0, net.ErrClosed // what was held back never came
	}
	if err == nil && w.cuts > 0 {
		w.cuts--
		_ = l.Conn.Close()
		return 0, io.ErrUnexpectedEOF
	}
	return n, err
}

// Close lets a held Read go, too.
func (l *line) Close() error {
	l.network.mu.Lock()
	l.closed = true
	l.network.mu.Unlock()
	l.network.changed.Broadcast()
	return l.Conn.Close()
}

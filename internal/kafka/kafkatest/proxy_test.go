package kafkatest

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"syscall"
	"testing"
	"time"
)

// A client speaks to a proxy before a broker that answers every request.
type client struct {
	t    *testing.T
	conn net.Conn
}

func proxied(t *testing.T) *Proxy {
	t.Helper()
	broker, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		for {
			c, err := broker.Accept()
			if err != nil {
				return
			}
			go answer(c)
		}
	}()
	p, err := startProxy(broker.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = broker.Close()
		p.close()
	})
	return p
}

// answer gives each request's correlation id back.
func answer(c net.Conn) {
	defer c.Close()
	for {
		request, err := readFrame(c)
		if err != nil {
			return
		}
		answer := binary.BigEndian.AppendUint32(nil, 4)
		if _, err := c.Write(append(answer, request[8:12]...)); err != nil {
			return
		}
	}
}

func dial(t *testing.T, p *Proxy) *client {
	t.Helper()
	conn, err := net.Dial("tcp", p.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return &client{t, conn}
}

// ask sends a request and waits for its answer.
func (c *client) ask(key uint16, id uint32) error {
	c.t.Helper()
	request := binary.BigEndian.AppendUint32(nil, 8)
	request = binary.BigEndian.AppendUint16(request, key)
	request = binary.BigEndian.AppendUint16(request, 0)
	request = binary.BigEndian.AppendUint32(request, id)
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	answer, err := readFrame(c.conn)
	if err == nil && binary.BigEndian.Uint32(answer[4:]) != id {
		c.t.Errorf("request %d got the answer %v", id, answer)
	}
	return err
}

const otherKey = 3

func TestOnlyAnswersToProduceAreLost(t *testing.T) {
	p := proxied(t)
	c := dial(t, p)
	p.Lose(1)
	if err := c.ask(otherKey, 1); err != nil {
		t.Fatal(err)
	}
	if err := c.ask(produceKey, 2); err == nil {
		t.Error("the answer came")
	}
	if err := dial(t, p).ask(produceKey, 3); err != nil {
		t.Errorf("more than one was lost: %v", err)
	}
	if got := p.Tally(); got != (Tally{Connections: 2, Cut: 1, Lost: 1}) {
		t.Errorf("%+v", got)
	}
}

func TestCutConnectionsAreReset(t *testing.T) {
	p := proxied(t)
	c := dial(t, p)
	if err := c.ask(otherKey, 1); err != nil {
		t.Fatal(err)
	}
	p.Cut()
	if _, err := c.conn.Read(make([]byte, 1)); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the connection ended with %v", err)
	}
}

func TestHeldAnswersComeLater(t *testing.T) {
	p := proxied(t)
	c := dial(t, p)
	if err := c.ask(otherKey, 1); err != nil {
		t.Fatal(err)
	}
	p.Hold(true)
	came := make(chan error, 1)
	go func() { came <- c.ask(otherKey, 2) }()
	for p.Tally().Held == 0 {
		time.Sleep(time.Millisecond)
	}
	select {
	case err := <-came:
		t.Fatalf("nothing was held: %v", err)
	default:
	}
	p.Hold(false)
	if err := <-came; err != nil {
		t.Error(err)
	}
}

func TestRefusedConnectionsAreTakenAgain(t *testing.T) {
	p := proxied(t)
	c := dial(t, p)
	if err := c.ask(otherKey, 1); err != nil {
		t.Fatal(err)
	}
	if err := p.Refuse(true); err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(c.conn); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the open connection ended with %v", err)
	}
	if _, err := net.Dial("tcp", p.address); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("a new one: %v", err)
	}
	if err := p.Refuse(false); err != nil {
		t.Fatal(err)
	}
	if err := dial(t, p).ask(otherKey, 2); err != nil {
		t.Error(err)
	}
}

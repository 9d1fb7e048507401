package kafkatest

import (
	"bytes"
	"os"
	"syscall"
	"testing"
	"time"
)

// Proxied is where to connect to by way of the proxies: brokers that are found
// there give the proxies' addresses for their own.
func (c *Cluster) Proxied(t testing.TB) []string {
	t.Helper()
	c.needNodes(t)
	var all []string
	for _, n := range c.nodes {
		all = append(all, n.proxy.address)
	}
	return all
}

// Proxy is the one before a node. Nodes count from 1.
func (c *Cluster) Proxy(t testing.TB, node int) *Proxy {
	t.Helper()
	c.needNodes(t)
	return c.nodes[node-1].proxy
}

// Stop ends a node as its operator would: it hands its partitions over first.
func (c *Cluster) Stop(t testing.TB, node int) {
	t.Helper()
	c.needNodes(t)
	n := c.nodes[node-1]
	n.signal(t, syscall.SIGTERM)
	select {
	case <-n.gone:
		n.process = nil
	case <-time.After(startPatience):
		t.Fatalf("node %d does not end:\n%s", n.id, n.tail())
	}
}

// Freeze stops a node where it stands: its connections stay open, and it answers
// nothing until Thaw.
func (c *Cluster) Freeze(t testing.TB, node int) {
	t.Helper()
	c.needNodes(t)
	c.nodes[node-1].signal(t, syscall.SIGSTOP)
}

// Thaw lets a frozen node go on.
func (c *Cluster) Thaw(t testing.TB, node int) {
	t.Helper()
	c.needNodes(t)
	c.nodes[node-1].signal(t, syscall.SIGCONT)
}

func (n *node) signal(t testing.TB, s syscall.Signal) {
	t.Helper()
	if n.process == nil {
		t.Fatalf("node %d does not run", n.id)
	}
	if err := n.process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// Process is a node's, to look at what it takes.
func (c *Cluster) Process(t testing.TB, node int) int {
	t.Helper()
	c.needNodes(t)
	return c.nodes[node-1].process.Pid
}

// Ended says whether a node's process is no more.
func (c *Cluster) Ended(t testing.TB, node int) bool {
	t.Helper()
	c.needNodes(t)
	n := c.nodes[node-1]
	return n.process == nil || n.ended()
}

// Heal starts the nodes that are away, lets the frozen ones go on, takes all
// faults from the proxies, and returns when every node is there.
func (c *Cluster) Heal(t testing.TB) {
	t.Helper()
	c.needNodes(t)
	for _, n := range c.nodes {
		if n.process != nil && n.ended() {
			n.process = nil
		}
		if n.process == nil {
			if err := n.start(); err != nil {
				t.Fatal(err)
			}
		}
		n.signal(t, syscall.SIGCONT)
		n.proxy.Hold(false)
		n.proxy.Slow(0, 0)
		n.proxy.Lose(0)
		if err := n.proxy.Refuse(false); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.ready(); err != nil {
		t.Fatal(err)
	}
}

// Folder is where a node keeps its records.
func (c *Cluster) Folder(t testing.TB, node int) string {
	t.Helper()
	c.needNodes(t)
	return c.nodes[node-1].data()
}

// Said says how often a node's log has the words.
func (c *Cluster) Said(t testing.TB, node int, words string) int {
	t.Helper()
	c.needNodes(t)
	text, err := os.ReadFile(c.nodes[node-1].log())
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Count(text, []byte(words))
}

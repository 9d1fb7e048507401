package kafkatest

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"text/template"
	"time"
)

// clusterID is in every node's storage; any 16 bytes in base64 would do.
const clusterID = "4L6g3nShT-eMCtK--X86sw"

// A node is one broker and controller, a process of its own.
type node struct {
	id     int
	java   string
	libs   string
	folder string // with node.properties, data and log
	extra  string // settings that go before those of all nodes
	proxy  *Proxy // before its second listener

	process *os.Process
	gone    chan struct{} // closed when the process has ended
}

// properties are a node's settings. What differs from Kafka's defaults either
// lets it run small and alone, or lets others notice its death within seconds
// instead of half a minute.
var properties = template.Must(template.New("").Parse(`process.roles=broker,controller
node.id={{.ID}}
controller.quorum.voters={{.Voters}}
listeners=PLAINTEXT://127.0.0.1:{{.Port}},PROXIED://{{.Behind}},CONTROLLER://127.0.0.1:{{.ControllerPort}}
advertised.listeners=PLAINTEXT://127.0.0.1:{{.Port}},PROXIED://{{.Proxy}}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=PLAINTEXT
controller.listener.names=CONTROLLER
log.dirs={{.Folder}}
default.replication.factor={{.Copies}}
min.insync.replicas={{.InSync}}
offsets.topic.replication.factor={{.Copies}}
transaction.state.log.replication.factor={{.Copies}}
transaction.state.log.min.isr={{.InSync}}
share.coordinator.state.topic.replication.factor={{.Copies}}
share.coordinator.state.topic.min.isr={{.InSync}}
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
unclean.leader.election.enable=false
log.cleaner.dedupe.buffer.size=2097152
broker.session.timeout.ms=3000
broker.heartbeat.interval.ms=500
replica.lag.time.max.ms=3000
log.retention.check.interval.ms={{.RetentionCheck}}
`))

// RetentionCheck is how often nodes that are started look for what they need not keep:
// as often as Kafka's do by default. Who sends for long wants it more often.
var RetentionCheck = 5 * time.Minute

type settings struct {
	ID, Port, ControllerPort, Copies, InSync int
	RetentionCheck                           int64
	Voters, Folder, Behind, Proxy            string
}

// startJars formats and starts so many nodes and waits until they are ready. extra
// makes further settings of a node, given the port of its own listener.
func startJars(nodes int, extra func(port int) string) (*Cluster, error) {
	java, err := exec.LookPath("java")
	if err != nil {
		return nil, fmt.Errorf("%w: java, to run Kafka %s", errMissing, Version())
	}
	libs, err := libs()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp("", "iotsim-kafka-")
	if err != nil {
		return nil, err
	}
	c := &Cluster{Backend: Jars, folder: folder}
	ports, err := freePorts(3 * nodes)
	if err != nil {
		return nil, err
	}
	ports, behind := ports[:2*nodes], ports[2*nodes:]
	for i := range nodes {
		n := &node{id: i + 1, java: java, libs: libs, folder: filepath.Join(folder, fmt.Sprint("node", i+1)), extra: extra(ports[2*i])}
		if n.proxy, err = startProxy(fmt.Sprintf("127.0.0.1:%d", behind[i])); err != nil {
			return nil, err
		}
		if err := n.write(ports); err != nil {
			return nil, err
		}
		c.nodes = append(c.nodes, n)
		c.brokers = append(c.brokers, fmt.Sprintf("127.0.0.1:%d", ports[2*i]))
	}
	if err := c.launch(); err != nil {
		c.stop(true)
		return nil, err
	}
	return c, nil
}

// launch starts all nodes at once: a quorum needs more than one.
func (c *Cluster) launch() error {
	errs := make([]error, len(c.nodes))
	var all sync.WaitGroup
	for i, n := range c.nodes {
		all.Go(func() {
			if errs[i] = n.format(); errs[i] == nil {
				errs[i] = n.start()
			}
		})
	}
	all.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return c.ready()
}

// freePorts holds all of them open before it gives any away, so that they differ.
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// write makes the node's folder and settings. Ports come in pairs, broker's and
// controller's.
func (n *node) write(ports []int) error {
	var voters []string
	for i := 0; i < len(ports); i += 2 {
		voters = append(voters, fmt.Sprintf("%d@127.0.0.1:%d", i/2+1, ports[i+1]))
	}
	s := settings{
		ID: n.id, Port: ports[2*n.id-2], ControllerPort: ports[2*n.id-1],
		Copies: min(3, len(voters)), InSync: min(2, len(voters)),
		Voters: strings.Join(voters, ","), Folder: n.data(), RetentionCheck: RetentionCheck.Milliseconds(),
		Behind: n.proxy.broker, Proxy: n.proxy.address,
	}
	var b bytes.Buffer
	if err := properties.Execute(&b, s); err != nil {
		return err
	}
	// Of two lines with one name Kafka takes the later.
	b.WriteString(strings.ReplaceAll(n.extra, "{controller}", fmt.Sprint(s.ControllerPort)))
	if err := os.MkdirAll(n.folder, 0o755); err != nil {
		return err
	}
	return os.WriteFile(n.file(), b.Bytes(), 0o644)
}

func (n *node) file() string { return filepath.Join(n.folder, "node.properties") }
func (n *node) log() string  { return filepath.Join(n.folder, "log") }
func (n *node) data() string { return filepath.Join(n.folder, "data") }

// command runs a class of Kafka. The flags trade speed in the long run for a
// start in a third of the time and half the memory.
func (n *node) command(args ...string) *exec.Cmd {
	return exec.Command(n.java, append([]string{
		"-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
		"-Dorg.apache.logging.log4j.level=INFO", "-cp", filepath.Join(n.libs, "*"),
	}, args...)...)
}

func (n *node) format() error {
	out, err := n.command("kafka.tools.StorageTool", "format",
		"-t", clusterID, "-c", n.file(), "--ignore-formatted").CombinedOutput()
	if err != nil {
		return fmt.Errorf("formatting node %d: %w\n%s", n.id, err, out)
	}
	return nil
}

// start runs the broker until kill, or until this process ends. The goroutine
// that starts it keeps its thread, because the kernel ends the broker together
// with the thread that started it.
func (n *node) start() error {
	log, err := os.OpenFile(n.log(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	cmd := n.command("kafka.Kafka", n.file())
	cmd.Stdout, cmd.Stderr = log, log
	cmd.SysProcAttr = dieWithUs
	started, gone := make(chan error), make(chan struct{})
	go func() {
		runtime.LockOSThread()
		defer log.Close()
		err := cmd.Start()
		started <- err
		if err == nil {
			_ = cmd.Wait() // it ends by our signal, or its log says why
			close(gone)
		}
	}()
	if err := <-started; err != nil {
		return err
	}
	n.process, n.gone = cmd.Process, gone
	return nil
}

func (n *node) kill() {
	if n.process == nil {
		return
	}
	_ = n.process.Kill()
	<-n.gone
	n.process = nil
}

func (n *node) ended() bool {
	select {
	case <-n.gone:
		return true
	default:
		return false
	}
}

// tail is the end of the node's log.
func (n *node) tail() string {
	const most = 4000
	b, err := os.ReadFile(n.log())
	if err != nil {
		return err.Error()
	}
	return string(b[max(0, len(b)-most):])
}

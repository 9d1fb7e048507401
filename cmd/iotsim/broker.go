package main

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
	"github.com/iotsim/iotsim/internal/kafka"
)

// brokerFlags are what broker takes.
type brokerFlags struct {
	listen     string
	partitions int
	retention  sizeFlag
}

func (a *app) brokerCommand() *cobra.Command {
	f := brokerFlags{retention: kafka.DefaultRetention}
	cmd := &cobra.Command{
		Use:   "broker",
		Short: "Run the embedded broker until Ctrl-C",
		Long: `Broker runs a broker that speaks Kafka's protocol, for demonstrations and tests. It
listens on this machine only. Its records lie in a temporary folder; the oldest go
when there are too many, and all of them when it ends. Topics are made by apply, or
by who asks for one: a producer alone, such as kcat -P, makes none.`,
		Example: "  iotsim broker --listen 127.0.0.1:9092",
		Args:    paths("", 0, 0),
		RunE:    func(cmd *cobra.Command, _ []string) error { return a.broker(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.listen, "listen", "127.0.0.1:9092", "`HOST:PORT` on this machine; port 0 is any free one")
	cmd.Flags().IntVar(&f.partitions, "partitions", kafka.DefaultPartitions, "partitions of all topics together, which share the retention")
	cmd.Flags().Var(&f.retention, "retention", "most bytes kept on disk, as 512MiB or 2GiB")
	return cmd
}

func (a *app) broker(ctx context.Context, f brokerFlags) error {
	port, err := loopbackPort(f.listen)
	if err != nil {
		return err
	}
	if f.partitions < 1 {
		return usage("--partitions %d: write 1 or more", f.partitions)
	}
	broker, err := kafka.StartEmbedded(kafka.EmbeddedOptions{Port: port, Partitions: f.partitions, Retention: int64(f.retention)})
	if err != nil {
		return err
	}
	fmt.Fprintf(a.out, "%s\n", broker.Addr())
	fmt.Fprintf(a.err, "An embedded broker listens on %s and keeps up to %s. Ctrl-C ends it.\n", broker.Addr(), view.Bytes(int64(f.retention)))
	<-ctx.Done()
	return broker.Close()
}

// loopbackPort is the port of an address on this machine.
func loopbackPort(address string) (int, error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return 0, usage("--listen %q: write HOST:PORT, as 127.0.0.1:9092", address)
	}
	if host != "localhost" && host != "127.0.0.1" {
		return 0, usage("--listen %q: the embedded broker listens on 127.0.0.1 only", address)
	}
	port, err := strconv.ParseUint(text, 10, 16)
	if err != nil {
		return 0, usage("--listen %q: a port is a number up to 65535", address)
	}
	return int(port), nil
}

// A sizeFlag is a number of bytes: 1048576, 512MiB, 2GiB.
type sizeFlag int64

// sizeUnits are what may stand behind the number.
var sizeUnits = []struct {
	name  string
	bytes int64
}{{"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {"TiB", 1 << 40}, {"B", 1}, {"", 1}}

// Set reads a size.
func (f *sizeFlag) Set(text string) error {
	for _, u := range sizeUnits {
		number, ok := strings.CutSuffix(text, u.name)
		if !ok {
			continue
		}
		n, err := strconv.ParseInt(strings.TrimSpace(number), 10, 64)
		if err != nil || n <= 0 || n > (1<<62)/u.bytes {
			break
		}
		*f = sizeFlag(n * u.bytes)
		return nil
	}
	return fmt.Errorf("write bytes, as 512MiB, 2GiB or 1000000")
}

func (f *sizeFlag) String() string { return view.Bytes(int64(*f)) }

// Type is what help calls the value.
func (f *sizeFlag) Type() string { return "SIZE" }

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/internal/connection"
)

// connectionFlags are how commands are told to reach a cluster. None takes a secret:
// everybody on the machine can read a command line.
type connectionFlags struct {
	brokers []string
	config  string
	tls     bool
	texts   map[string]*string // the others, by name of the setting
	set     func(flag string) bool

	connection *connection.Connection // what flags and all else come to; nil: nothing was said
}

// flagDocs are what the flags are for, by name of the setting.
var flagDocs = map[string]string{
	"brokers":         "`HOST:PORT` of Kafka brokers, with commas between",
	"tls":             "connect by TLS",
	"tls.ca":          "PEM `FILE` of the authorities that sign the brokers' certificates, instead of the machine's",
	"tls.certificate": "PEM `FILE` of our own certificate, where brokers ask for one",
	"tls.key":         "PEM `FILE` of its key; omitted: it is in the file of the certificate",
	"sasl.mechanism":  "log in by `MECHANISM`: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER; its secret comes from the environment or --config",
	"sasl.user":       "log in as `USER`",
}

func (f *connectionFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.config, "config", "", "`FILE` that says how to reach the brokers: HCL, or the .properties of a Java client or librdkafka")
	f.texts = map[string]*string{}
	for _, s := range connection.Settings {
		switch {
		case !s.Flag:
		case s.Name == "brokers":
			flags.StringSliceVar(&f.brokers, s.FlagName(), nil, flagDocs[s.Name])
		case s.Name == "tls":
			flags.BoolVar(&f.tls, s.FlagName(), false, flagDocs[s.Name])
		default:
			f.texts[s.Name] = flags.String(s.FlagName(), "", flagDocs[s.Name])
		}
	}
	f.set = flags.Changed
}

// values are the flags that were written, by name of the setting.
func (f *connectionFlags) values() map[string]string {
	written := map[string]string{}
	if len(f.brokers) > 0 {
		written["brokers"] = strings.Join(f.brokers, ",")
	}
	if f.set != nil && f.set("tls") {
		written["tls"] = strconv.FormatBool(f.tls)
	}
	for name, text := range f.texts {
		if *text != "" {
			written[name] = *text
		}
	}
	return written
}

// gather finds out how to reach the cluster, and says what is wrong with that.
func (a *app) gather(f *connectionFlags) error {
	c, err := connection.Read(connection.Sources{Flags: f.values(), Environ: os.Environ(), File: f.config})
	var faulty *connection.Faulty
	switch {
	case errors.As(err, &faulty):
		a.diagnose(faulty.Files, faulty.Diagnostics)
		return said(exitUsage)
	case err != nil:
		return usage("%w", err)
	}
	a.redact(c.Redact)
	if len(c.Ignored) > 0 {
		fmt.Fprintf(a.err, "Of the --config file these mean nothing here and are ignored: %s.\n", strings.Join(c.Ignored, ", "))
	}
	f.connection = c
	return nil
}

// naked warns of a password that others can read on its way.
func (a *app) naked(c *connection.Connection, clusters []*cluster) {
	if c.Naked() && slices.ContainsFunc(clusters, func(k *cluster) bool { return k != nil && k.far() }) {
		fmt.Fprintln(a.err, "The password goes over the network as it is: PLAIN without TLS. Write --tls if the brokers have it.")
	}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/iotsim/iotsim/internal/telemetry"
)

// healthPatience is how long healthcheck waits: whoever asks asks again soon.
const healthPatience = 2 * time.Second

// longestHealth is more than any answer of ours.
const longestHealth = 64 << 10

func (a *app) healthcheckCommand() *cobra.Command {
	var alive bool
	cmd := &cobra.Command{
		Use:   "healthcheck [ADDR]",
		Short: "Ask a running apply whether it is ready",
		Long: `Healthcheck asks the apply that listens at ADDR, a HOST:PORT or a URL, whether it is
ready: its destinations were found fit, and they take what is sent. Without ADDR it is
the one of the environment variable IOTSIM_LISTEN, on this machine. It exits with 0
when the answer is yes and with 1 when it is no, or when none comes within two
seconds, as the HEALTHCHECK of an image wants it. With --alive it asks whether the
process is not stuck in itself, which a broker that is down is no reason for.`,
		Example: `  iotsim healthcheck 127.0.0.1:9464
  iotsim healthcheck http://iotsim:9464/readyz`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usage("healthcheck asks one ADDR, and %q is one more", args[1])
			}
			return nil
		},
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(cmd *cobra.Command, args []string) error {
			address := os.Getenv(listenVariable)
			if len(args) == 1 {
				address = args[0]
			}
			target, err := healthURL(address, alive)
			if err != nil {
				return err
			}
			return a.healthcheck(cmd.Context(), target)
		},
	}
	cmd.Flags().BoolVar(&alive, "alive", false, "ask whether it is not stuck, instead of whether it is ready")
	return cmd
}

// healthURL is where to ask. An address at which somebody listens on all interfaces
// is asked on this machine.
func healthURL(address string, alive bool) (string, error) {
	if address == "" {
		return "", usage("healthcheck needs an ADDR: write iotsim healthcheck 127.0.0.1:9464, the address of apply's --listen, or set %s", listenVariable)
	}
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Port() == "" {
		return "", usage("healthcheck %q: write HOST:PORT or a URL, as http://127.0.0.1:9464/readyz", address)
	}
	if ip := net.ParseIP(u.Hostname()); u.Hostname() == "" || ip.IsUnspecified() {
		here := "127.0.0.1"
		if ip != nil && ip.To4() == nil {
			here = "::1"
		}
		u.Host = net.JoinHostPort(here, u.Port())
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = "/readyz"
		if alive {
			u.Path = "/healthz"
		}
	}
	return u.String(), nil
}

// healthcheck asks, prints the answer and gives the exit code that goes with it.
func (a *app) healthcheck(ctx context.Context, target string) error {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, target, nil)
	if err != nil {
		return usage("healthcheck %s: %w", target, err)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}} // and no proxy
	answer, err := client.Do(request)
	if err != nil {
		return &failure{code: exitFailed, err: fmt.Errorf("no answer from %s: %w", target, errors.Unwrap(err))}
	}
	defer func() { _ = answer.Body.Close() }() // read only: nothing can be lost
	var h telemetry.Health
	body, err := io.ReadAll(io.LimitReader(answer.Body, longestHealth))
	if err != nil || json.Unmarshal(body, &h) != nil {
		return &failure{code: exitFailed, err: fmt.Errorf("%s is no iotsim that listens: it answered %s", target, answer.Status)}
	}
	fmt.Fprintln(a.out, h.Reason)
	if !h.OK || answer.StatusCode != http.StatusOK {
		return said(exitFailed)
	}
	return nil
}

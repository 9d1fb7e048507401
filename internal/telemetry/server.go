package telemetry

import (
	"context"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	headerPatience = 5 * time.Second // for a request's header
	closePatience  = time.Second     // for answers that are on their way at the end
)

// A Server answers /metrics, /healthz and /readyz.
type Server struct {
	telemetry *Telemetry
	listener  net.Listener
	http      http.Server
	done      sync.WaitGroup

	once    sync.Once
	scraped chan struct{} // closed when the metrics of an ended run were read
}

// Listen answers at an address, host:port, until Close. Port 0 is any free one.
func (t *Telemetry) Listen(address string) (*Server, error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	s := &Server{telemetry: t, listener: listener, scraped: make(chan struct{})}
	s.http = http.Server{Handler: s.handler(), ReadHeaderTimeout: headerPatience}
	s.done.Go(func() {
		_ = s.http.Serve(listener) // ErrServerClosed: Close is how it ends
	})
	return s, nil
}

// Addr is where it listens.
func (s *Server) Addr() string { return s.listener.Addr().String() }

func (s *Server) handler() http.Handler {
	metrics := promhttp.HandlerFor(s.telemetry.registry, promhttp.HandlerOpts{})
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", func(w http.ResponseWriter, r *http.Request) {
		_, now, _ := s.telemetry.now()
		metrics.ServeHTTP(w, r)
		if now != nil && now.Done {
			s.once.Do(func() { close(s.scraped) })
		}
	})
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.telemetry.Alive()) })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.telemetry.Ready()) })
	return mux
}

// answer says how things are: 200 when well, else 503.
func answer(w http.ResponseWriter, h Health) {
	w.Header().Set("Content-Type", "application/json")
	if !h.OK {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(h) // who asked has left
}

// Hold returns when the metrics of the run that has ended were read, when d is over
// or when ctx ends.
func (s *Server) Hold(ctx context.Context, d time.Duration) (read bool) {
	limit := time.NewTimer(d)
	defer limit.Stop()
	select {
	case <-s.scraped:
		return true
	case <-limit.C:
	case <-ctx.Done():
	}
	return false
}

// Close ends the server when it has answered what it was asked, and waits for it.
func (s *Server) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closePatience)
	defer cancel()
	err := s.http.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		err = s.http.Close()
	}
	s.done.Wait()
	return err
}

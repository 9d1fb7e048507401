package main

import (
	"io"
	"os"
	"strings"
	"sync"

	"golang.org/x/term"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
)

// A screen is a terminal on which a panel is drawn over itself. What else is written
// to it stands above the panel, and stays.
type screen struct {
	fd int

	mu    sync.Mutex
	w     io.Writer
	lines int // that the panel takes at the moment
}

// newScreen is the terminal that w writes to, nil where that is none, or none that a
// panel can be drawn on.
func newScreen(w io.Writer) *screen {
	t, ok := w.(*talk)
	if !ok || os.Getenv("TERM") == "dumb" || os.Getenv("TERM") == "" {
		return nil
	}
	fd, ok := terminal(t)
	if !ok {
		return nil
	}
	s := &screen{fd: fd, w: t.w}
	if s.width() < view.NarrowestPanel {
		return nil
	}
	return s
}

// width is how many columns there are; 0 when nobody says.
func (s *screen) width() int {
	columns, _, err := term.GetSize(s.fd)
	if err != nil {
		return 0
	}
	return columns
}

// Write writes above the panel, which is gone until it is drawn again.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.erase(); err != nil {
		return 0, err
	}
	return s.w.Write(p)
}

// draw replaces the panel.
func (s *screen) draw(lines []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := s.home() + strings.Join(lines, "\n") + "\n"
	s.lines = len(lines)
	_, err := io.WriteString(s.w, text)
	return err
}

// erase takes the panel away.
func (s *screen) erase() error {
	_, err := io.WriteString(s.w, s.home())
	s.lines = 0
	return err
}

// home moves to where the panel begins and clears what is below.
func (s *screen) home() string {
	if s.lines == 0 {
		return ""
	}
	return "\r" + strings.Repeat("\x1b[A", s.lines) + "\x1b[J"
}

//go:build unix

package output

import (
	"errors"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAPipeWithoutReaderIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	_, err := File(path, streams, Options{Format: Records})
	if !errors.Is(err, syscall.ENXIO) || !strings.Contains(err.Error(), "nobody reads the pipe "+path) {
		t.Errorf("error %v", err)
	}
}

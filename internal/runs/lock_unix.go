//go:build unix

package runs

import (
	"errors"
	"os"
	"syscall"
)

// lock locks a file until it is closed, unless another process has done so.
func lock(file *os.File) (taken bool, err error) {
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

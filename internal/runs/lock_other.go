//go:build !unix

package runs

import (
	"errors"
	"os"
)

// lock locks a file until it is closed, which is not known how to do here.
func lock(*os.File) (taken bool, err error) { return false, errors.ErrUnsupported }

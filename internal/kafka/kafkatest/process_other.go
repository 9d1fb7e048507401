//go:build !linux

package kafkatest

import "syscall"

// dieWithUs is nothing where the kernel offers nothing.
var dieWithUs *syscall.SysProcAttr

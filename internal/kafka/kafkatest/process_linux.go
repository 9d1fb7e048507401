package kafkatest

import "syscall"

// dieWithUs ends the brokers when a test binary is killed, which gives it no
// chance to do so itself.
var dieWithUs = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}

package storetest

import "syscall"

// endWithParent lets a server end with a test process that is killed.
func endWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGTERM} }

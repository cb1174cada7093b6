//go:build !linux

package storetest

import "syscall"

// endWithParent is what only Linux does.
func endWithParent() *syscall.SysProcAttr { return nil }

//go:build unix

package cli

import (
	"fmt"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// maxHandedOver is the least that a pipe holds without a reader (POSIX,
// PIPE_BUF).
const maxHandedOver = 512

// restart replaces the process by the same program with other arguments, which
// are made for a file that holds the secret: a pipe's end that is handed over.
// It is the same process to everybody else. It returns only with an error.
func restart(secret string, args func(file string) []string) error {
	if len(secret) > maxHandedOver {
		return fmt.Errorf("it has more than %d characters", maxHandedOver)
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	reader, writer, err := os.Pipe()
	if err != nil {
		return err
	}
	defer reader.Close()
	_, err = writer.WriteString(secret)
	if closeErr := writer.Close(); err == nil {
		err = closeErr
	}
	if err != nil {
		return err
	}
	end := reader.Fd()
	if _, err := unix.FcntlInt(end, unix.F_SETFD, 0); err != nil { // stays open in the new program
		return err
	}
	argv := append([]string{os.Args[0]}, args(fmt.Sprintf("/dev/fd/%d", end))...)
	return syscall.Exec(self, argv, os.Environ()) //nolint:gosec // it is this very program
}

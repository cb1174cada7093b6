//go:build unix

package image

import (
	"os"
	"syscall"
)

// inode tells a file from one that was moved into its place; 0 where the file
// system has none.
func inode(info os.FileInfo) uint64 {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok {
		return stat.Ino
	}
	return 0
}

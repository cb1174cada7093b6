//go:build !unix

package image

import "os"

// inode is 0: size and time have to do.
func inode(os.FileInfo) uint64 { return 0 }

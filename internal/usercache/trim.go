package usercache

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"
)

// temporary begins the names of files that are being written.
const temporary = ".new-"

// abandoned is after how long a file that is being written counts as left behind
// by a process that was killed.
const abandoned = 24 * time.Hour

// trim removes files, those first that have not been used for longest, until the
// rest keeps within the limit. The one just written stays, whatever its size.
func (f Folder) trim(written string) error {
	entries, err := os.ReadDir(f.path)
	if err != nil {
		return fmt.Errorf("tidying the cache: %w", err)
	}
	var files []fs.FileInfo
	total := int64(0)
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || !info.Mode().IsRegular() {
			continue // gone meanwhile, or none of ours
		}
		if strings.HasPrefix(info.Name(), temporary) {
			if time.Since(info.ModTime()) > abandoned {
				_ = os.Remove(f.Path(info.Name()))
			}
			continue
		}
		total += info.Size()
		if info.Name() != written {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int { return a.ModTime().Compare(b.ModTime()) })
	for _, file := range files {
		if total <= f.limit {
			break
		}
		if err := os.Remove(f.Path(file.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("tidying the cache: %w", err)
		}
		total -= file.Size()
	}
	return nil
}

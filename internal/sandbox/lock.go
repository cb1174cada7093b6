package sandbox

import (
	"errors"
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// ErrInUse is returned by Start for a data folder that another sandbox has.
var ErrInUse = errors.New("another sandbox has this data folder")

// folderLock keeps other processes out of a data folder. The operating system
// lets go of it when the process ends, however that happens.
type folderLock struct{ file *flock.Flock }

func lockFolder(folder string) (*folderLock, error) {
	file := flock.New(filepath.Join(folder, "lock"))
	got, err := file.TryLock()
	if err != nil {
		return nil, fmt.Errorf("locking the data folder %q: %w", folder, err)
	}
	if !got {
		return nil, fmt.Errorf("locking the data folder %q: %w", folder, ErrInUse)
	}
	return &folderLock{file}, nil
}

func (l *folderLock) release() error { return l.file.Unlock() }

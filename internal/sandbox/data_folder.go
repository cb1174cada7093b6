package sandbox

import (
	"errors"
	"fmt"
	"os"
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

// openData makes and locks the data folder.
func (s *Server) openData(folder string) (string, error) {
	if folder == "" {
		temporary, err := os.MkdirTemp("", "dbartifact-sandbox-")
		if err != nil {
			return "", fmt.Errorf("making a folder for the sandbox: %w", err)
		}
		folder, s.temporary = temporary, temporary
	}
	// Database servers may run as another user than we: it must be able to pass
	// through. The files with secrets in them are closed to it.
	err := os.MkdirAll(folder, 0o755)
	if err == nil && s.temporary != "" {
		err = os.Chmod(folder, 0o711)
	}
	if err != nil {
		return "", fmt.Errorf("making a folder for the sandbox: %w", err)
	}
	lock, err := lockFolder(folder)
	if err != nil {
		return "", err
	}
	s.lock = lock
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return "", fmt.Errorf("finding the folder of the sandbox: %w", err)
	}
	return absolute, nil
}

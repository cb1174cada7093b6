package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// A unix socket's path has little room: 108 bytes on Linux, 104 on macOS, the
// closing zero included (unix(7); sys/un.h).
const (
	longestSocketPath = 103
	longestSocketName = "/.s.PGSQL.65535"
	socketPrefix      = "dbartifact-db-"
)

// makeSocketFolder makes a folder with a short path that only the account can
// enter, and leaves a link to it in dir: with that, the next start finds what a
// killed process could not remove.
func makeSocketFolder(dir string, a account) (string, error) {
	removeSocketFolder(dir)
	var errs []error
	for _, base := range []string{os.TempDir(), "/tmp"} {
		folder, err := socketFolderIn(base, a)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if err := os.Symlink(folder, filepath.Join(dir, socketName)); err != nil {
			return "", errors.Join(fmt.Errorf("noting the socket's folder: %w", err), os.Remove(folder))
		}
		return folder, nil
	}
	return "", fmt.Errorf("making a folder for the server's socket: %w", errors.Join(errs...))
}

func socketFolderIn(base string, a account) (string, error) {
	if err := a.checkReach(base); err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(base, socketPrefix)
	if err != nil {
		return "", err
	}
	if len(folder)+len(longestSocketName) > longestSocketPath {
		return "", errors.Join(fmt.Errorf("path %q is too long for a socket", folder), os.Remove(folder))
	}
	if err := a.give(folder); err != nil {
		return "", errors.Join(err, os.RemoveAll(folder))
	}
	return folder, nil
}

// removeSocketFolder removes the folder that the link in dir points at, and the
// link. Best effort: what stays is an empty folder among temporary ones.
func removeSocketFolder(dir string) {
	link := filepath.Join(dir, socketName)
	folder, err := os.Readlink(link)
	if errors.Is(err, fs.ErrNotExist) {
		return
	}
	// Remove only what is ours by name, whatever the link says.
	if strings.HasPrefix(filepath.Base(folder), socketPrefix) {
		_ = os.RemoveAll(folder)
	}
	_ = os.Remove(link)
}

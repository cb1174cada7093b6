package engine

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// What a folder of ours holds.
const (
	dataName   = "data"       // PostgreSQL's data directory, the server's own
	logName    = "server.log" // what the server says, ours
	lockName   = "lock"       // held by the process that serves the folder
	socketName = "socket"     // a link to the folder of the unix socket
)

// stage makes dir by building it under another name beside it and renaming it
// at the very end, so that a dir that exists is a dir that is whole. What an
// earlier, interrupted call left under the other name is removed first.
func stage(dir string, a account, build func(data string) error) (err error) {
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("looking at target: %w", err)
	}
	if len(entries) > 0 {
		return fmt.Errorf("making folder %q: %w and is not empty", dir, fs.ErrExist)
	}
	if err := a.checkReach(filepath.Dir(dir)); err != nil {
		return err
	}
	staging := dir + ".partial"
	if err := os.RemoveAll(staging); err != nil {
		return fmt.Errorf("removing what an interrupted run left: %w", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(staging))
		}
	}()
	if err := makeFolders(staging, a); err != nil {
		return err
	}
	if err := build(filepath.Join(staging, dataName)); err != nil {
		return err
	}
	// Only an empty folder gives way.
	if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("making room for the folder: %w", err)
	}
	if err := os.Rename(staging, dir); err != nil {
		return fmt.Errorf("putting the folder in place: %w", err)
	}
	return nil
}

// makeFolders makes top, which stays ours, and the data folder in it, which is
// the account's.
func makeFolders(top string, a account) error {
	if err := os.Mkdir(top, a.folderMode()); err != nil {
		return fmt.Errorf("making folder: %w", err)
	}
	// Mkdir's mode passes through the umask, which may close what must be open.
	if err := os.Chmod(top, a.folderMode()); err != nil {
		return fmt.Errorf("opening folder: %w", err)
	}
	data := filepath.Join(top, dataName)
	if err := os.Mkdir(data, 0o700); err != nil {
		return fmt.Errorf("making data folder: %w", err)
	}
	if err := a.give(data); err != nil {
		return fmt.Errorf("giving the data folder to the server's user: %w", err)
	}
	return nil
}

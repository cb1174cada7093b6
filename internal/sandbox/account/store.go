package account

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Store keeps an account in one JSON file. What Update has returned from is on
// disk.
type Store struct {
	path string

	mu      sync.Mutex
	account *Account
	written []byte // what the file holds
}

// Open reads the account in the file at path, or makes a new one when there is
// no file.
func Open(path string, now time.Time) (*Store, error) {
	s := &Store{path: path}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		s.account = New(now)
		return s, s.save()
	}
	if err != nil {
		return nil, fmt.Errorf("reading the account: %w", err)
	}
	if s.account, err = decode(data); err != nil {
		return nil, fmt.Errorf("reading the account from %q: %w", path, err)
	}
	s.written = data
	return s, nil
}

func decode(data []byte) (*Account, error) {
	a := &Account{}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, err
	}
	if a.Version != layoutVersion {
		return nil, fmt.Errorf("it has layout %d, this program knows %d: give another data folder", a.Version, layoutVersion)
	}
	a.fillMaps()
	return a, nil
}

// View runs read on the account, which must not keep what it sees. It may do what
// the clock has made due and says so with dirty; that is then written.
func (s *Store) View(read func(*Account) (dirty bool, err error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	dirty, err := read(s.account)
	if !dirty {
		return err
	}
	return errors.Join(err, s.save())
}

// Update runs change on the account and writes the file when something did
// change. When change returns an error, nothing of it stays.
func (s *Store) Update(change func(*Account) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := change(s.account)
	if err == nil {
		err = s.save()
	}
	if err == nil {
		return nil
	}
	before, decodeErr := decode(s.written)
	if decodeErr != nil {
		return errors.Join(err, fmt.Errorf("undoing a change: %w", decodeErr))
	}
	s.account = before
	return err
}

// save writes the account to disk: all of it or nothing, and for good before it
// returns.
func (s *Store) save() error {
	data, err := json.Marshal(s.account)
	if err != nil {
		return fmt.Errorf("encoding the account: %w", err)
	}
	if bytes.Equal(data, s.written) {
		return nil
	}
	if err := writeFile(s.path, data); err != nil {
		return fmt.Errorf("writing the account: %w", err)
	}
	s.written = data
	return nil
}

// writeFile replaces a file: a reader, or a machine that lost power, sees the old
// content or the new.
func writeFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // mode 0600: it holds secrets
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// syncFolder makes a rename in a folder last. Not every file system can; the
// rename itself has happened by then.
func syncFolder(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	_ = dir.Sync()
	return dir.Close()
}

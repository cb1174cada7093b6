// Package usercache is the folder in which this program remembers, from one run
// to the next, what would only cost time to find again. It is in the user's own
// cache folder, readable by nobody else. Everything in it may vanish at any
// time, and nothing is lost with it: whoever reads must be able to do without,
// and checks what it reads.
package usercache

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// folderName is the program's, below the user's cache folder.
const folderName = "terraform-provider-dbartifact"

// ErrNone is reported where there is no folder to remember anything in.
var ErrNone = errors.New("there is no cache folder")

// Folder is one folder of remembered files, bounded in bytes. The zero value
// remembers nothing.
type Folder struct {
	path  string
	limit int64
}

// Open returns the folder of that name, which need not exist; limit is how many
// bytes its files may have together. Where the user has no cache folder (on Unix,
// with neither XDG_CACHE_HOME nor HOME) it remembers nothing.
func Open(name string, limit int64) Folder {
	base, err := os.UserCacheDir()
	if err != nil {
		return Folder{}
	}
	return At(filepath.Join(base, folderName, name), limit)
}

// At returns the folder at path, as Open does.
func At(path string, limit int64) Folder { return Folder{path: path, limit: limit} }

// Remembers reports whether there is a folder at all.
func (f Folder) Remembers() bool { return f.path != "" }

// Path is where the file of that name is, or would be.
func (f Folder) Path(name string) string { return filepath.Join(f.path, name) }

// Read returns a file of at most limit bytes. A file that is read counts as used.
// It reports [fs.ErrNotExist] for one that is not there, and an error for one that
// is larger.
func (f Folder) Read(name string, limit int64) ([]byte, error) {
	file, err := f.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading the cached file: %w", err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("reading the cached file %q: it has more than %d bytes", name, limit)
	}
	return data, nil
}

// Open opens a file to read, and counts it as used.
func (f Folder) Open(name string) (*os.File, error) {
	if !f.Remembers() {
		return nil, fmt.Errorf("%w: %w", ErrNone, fs.ErrNotExist)
	}
	file, err := os.Open(f.Path(name))
	if err != nil {
		return nil, err
	}
	now := time.Now()
	_ = os.Chtimes(f.Path(name), now, now) // a file system without times only forgets in another order
	return file, nil
}

// Write remembers data under a name, whole or not at all, and forgets what has
// not been used for longest when the folder becomes too large.
func (f Folder) Write(name string, data []byte) error {
	return f.Fill(name, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// Fill is Write of what write writes. Two processes may fill the same name at
// once: the last one's content stays.
func (f Folder) Fill(name string, write func(io.Writer) error) error {
	return f.fill(name, write, os.Rename)
}

// Keep is Fill of a name that stands for its content: a file that is there by then
// stays what it is, for whoever has looked at it already.
func (f Folder) Keep(name string, write func(io.Writer) error) error {
	return f.fill(name, write, func(from, to string) error {
		if err := os.Link(from, to); err != nil && !errors.Is(err, fs.ErrExist) {
			return os.Rename(from, to) // a file system without links
		}
		return os.Remove(from)
	})
}

func (f Folder) fill(name string, write func(io.Writer) error, place func(from, to string) error) (err error) {
	if !f.Remembers() {
		return ErrNone
	}
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return fmt.Errorf("making the cache folder: %w", err)
	}
	file, err := os.CreateTemp(f.path, temporary+"*")
	if err != nil {
		return fmt.Errorf("writing to the cache: %w", err)
	}
	defer func() {
		if err != nil {
			_ = os.Remove(file.Name())
		}
	}()
	if err := errors.Join(write(file), file.Close()); err != nil {
		return fmt.Errorf("writing to the cache: %w", err)
	}
	if err := place(file.Name(), f.Path(name)); err != nil {
		return fmt.Errorf("writing to the cache: %w", err)
	}
	return f.trim(name)
}

// Forget removes a file; nil when it is not there.
func (f Folder) Forget(name string) error {
	if !f.Remembers() {
		return nil
	}
	if err := os.Remove(f.Path(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("removing the cached file: %w", err)
	}
	return nil
}

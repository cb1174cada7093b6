package account

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// entry is one change of an account, a line of the journal: all of it, or, when
// the writer was ended in its midst, nothing.
type entry struct {
	Changed map[string]map[string]json.RawMessage `json:"changed,omitempty"` // rows by table and key
	Gone    map[string][]string                   `json:"gone,omitempty"`    // keys by table
	Events  []Event                               `json:"events,omitempty"`
	Rest    json.RawMessage                       `json:"rest,omitempty"` // what is in no table
}

func (e entry) empty() bool {
	return len(e.Changed) == 0 && len(e.Gone) == 0 && len(e.Events) == 0 && e.Rest == nil
}

// journal is a file of entries that only grows.
type journal struct {
	file *os.File
	size int64
}

// openJournal reads a journal's entries and opens it for more; a file that is not
// there is made. What a writer left unfinished at its end is cut off.
func openJournal(path string, replay func(entry) error) (*journal, error) {
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("reading the journal: %w", err)
	}
	whole := int64(bytes.LastIndexByte(text, '\n') + 1)
	lines := bufio.NewReader(bytes.NewReader(text[:whole]))
	for number := 1; ; number++ {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			break
		}
		var e entry
		if err = json.Unmarshal(line, &e); err == nil {
			err = replay(e)
		}
		if err != nil {
			return nil, fmt.Errorf("reading line %d of the journal %q: %w", number, path, err)
		}
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o600) // it holds secrets
	if err != nil {
		return nil, fmt.Errorf("opening the journal: %w", err)
	}
	if err := errors.Join(file.Truncate(whole), seek(file, whole)); err != nil {
		return nil, errors.Join(fmt.Errorf("opening the journal: %w", err), file.Close())
	}
	return &journal{file, whole}, nil
}

func seek(file *os.File, to int64) error {
	_, err := file.Seek(to, io.SeekStart)
	return err
}

// append writes an entry. Once it returns, the entry outlives this process however
// that ends; a machine that loses power may lose the last ones, which is not worth
// a disk's answer to each change. When it fails, nothing of the entry stays.
func (j *journal) append(e entry) error {
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("encoding a change: %w", err)
	}
	line = append(line, '\n')
	_, err = j.file.Write(line)
	if err != nil {
		return errors.Join(fmt.Errorf("writing a change to the journal: %w", err), j.file.Truncate(j.size), seek(j.file, j.size))
	}
	j.size += int64(len(line))
	return nil
}

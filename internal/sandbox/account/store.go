package account

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Store keeps an account on disk: a file with all of it as it was once, and a
// journal of what has changed since. What Update has returned from outlives the
// process, however that ends.
type Store struct {
	path string

	mu      sync.Mutex
	account *Account
	rest    []byte  // what is in no table, as it is on disk
	past    history // as it is on disk
	whole   int64   // size of the file
	journal *journal
}

// Open reads the account in the file at path and its journal, or makes a new one
// when there is no file.
func Open(path string, now time.Time) (*Store, error) {
	s := &Store{path: path}
	data, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		s.account = New(now)
		return s, s.compact()
	case err != nil:
		return nil, fmt.Errorf("reading the account: %w", err)
	}
	if s.account, err = decode(data); err != nil {
		return nil, fmt.Errorf("reading the account from %q: %w", path, err)
	}
	s.whole = int64(len(data))
	if s.journal, err = openJournal(s.journalPath(s.account.Journal), s.account.replay); err != nil {
		return nil, err
	}
	s.past = s.account.history()
	if s.rest, err = s.account.restText(); err != nil {
		return nil, err
	}
	if s.account.Version != layoutVersion {
		s.account.Version = layoutVersion
		return s, s.compact()
	}
	return s, s.removeOldJournals()
}

func (s *Store) journalPath(number int) string { return fmt.Sprintf("%s.journal.%d", s.path, number) }

// removeOldJournals removes what a compaction that was cut short has left.
func (s *Store) removeOldJournals() error {
	found, err := filepath.Glob(s.path + ".journal.*")
	if err != nil {
		return fmt.Errorf("looking for old journals: %w", err)
	}
	for _, path := range found {
		if path != s.journalPath(s.account.Journal) {
			err = errors.Join(err, os.Remove(path))
		}
	}
	return err
}

// View runs read on the account, which must not keep what it sees. It may do what
// the clock has made due and says so with dirty; that is then written.
func (s *Store) View(read func(*Account) (dirty bool, err error)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	dirty, err := read(s.account)
	if !dirty {
		_ = s.account.each(func(_ string, t table) error { t.forget(); return nil }) // it returns none
		return err
	}
	return errors.Join(err, s.save())
}

// Update runs change on the account and writes what it did. When change returns
// an error, nothing of it stays.
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
	if undone := s.undo(); undone != nil {
		return errors.Join(err, fmt.Errorf("undoing a change: %w", undone))
	}
	return err
}

// save writes what has changed: all of it or nothing.
func (s *Store) save() error {
	e := entry{Changed: map[string]map[string]json.RawMessage{}, Gone: map[string][]string{}}
	err := s.account.each(func(name string, t table) error {
		changed, gone, err := t.changes()
		if len(changed) > 0 {
			e.Changed[name] = changed
		}
		if len(gone) > 0 {
			e.Gone[name] = gone
		}
		return err
	})
	if err != nil {
		return err
	}
	rest, err := s.account.restText()
	if err != nil {
		return err
	}
	if !bytes.Equal(rest, s.rest) {
		e.Rest = rest
	}
	e.Events = s.account.since(s.past)
	if !e.empty() {
		if err := s.journal.append(e); err != nil {
			return err
		}
	}
	s.rest, s.past = rest, s.account.history()
	_ = s.account.each(func(name string, t table) error { t.keep(e.Changed[name], e.Gone[name]); return nil }) // it returns none
	if s.journal.size > max(leastJournal, 2*s.whole) {
		return s.compact()
	}
	return nil
}

// leastJournal is how long a journal may be whatever the account's size, in bytes.
const leastJournal = 1 << 20

// undo makes the account what is on disk.
func (s *Store) undo() error {
	s.account.Events, s.account.eventsAdded = s.past.events, s.past.added
	return errors.Join(s.account.setRest(s.rest), s.account.each(func(_ string, t table) error { return t.undo() }))
}

// compact writes the whole account, with a new journal. Until the file is there,
// the old file and the old journal are.
func (s *Store) compact() error {
	before := s.account.Journal
	s.account.Journal = before + 1
	next, err := openJournal(s.journalPath(s.account.Journal), func(entry) error { return errors.New("it is not empty") })
	if err != nil {
		return err
	}
	data, err := json.Marshal(s.account)
	if err == nil {
		err = writeFile(s.path, data)
	}
	if err != nil {
		s.account.Journal = before
		return errors.Join(fmt.Errorf("writing the account: %w", err), next.file.Close(), os.Remove(next.file.Name()))
	}
	old := s.journal
	s.journal, s.whole, s.past = next, int64(len(data)), s.account.history()
	if s.rest, err = s.account.restText(); err != nil {
		return err
	}
	if err := s.account.keepAll(); err != nil {
		return err
	}
	if old == nil {
		return nil
	}
	return errors.Join(old.file.Close(), os.Remove(old.file.Name()))
}

// Close closes the files. It returns an error when something was changed in the
// account that nobody has noted, and which is therefore not on disk.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var unnoted []string
	err := s.account.each(func(name string, t table) error {
		t.noteAll()
		changed, _, err := t.changes()
		for key := range changed {
			unnoted = append(unnoted, name+" "+key)
		}
		return err
	})
	if len(unnoted) > 0 {
		slices.Sort(unnoted)
		err = errors.Join(err, fmt.Errorf("keeping the account: %v were changed and not written", unnoted))
	}
	return errors.Join(err, s.journal.file.Sync(), s.journal.file.Close())
}

package account

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// table is a Table of any kind, to the store.
type table interface {
	changes() (changed map[string]json.RawMessage, gone []string, err error)
	keep(changed map[string]json.RawMessage, gone []string)
	replay(changed map[string]json.RawMessage, gone []string) error
	undo() error
	noteAll()
	forget()
}

// each runs do on the tables by the names that entries of a journal have for them,
// until an error.
func (a *Account) each(do func(name string, t table) error) error {
	tables := map[string]table{"clusters": &a.Clusters, "instances": &a.Instances, "snapshots": &a.Snapshots, "secrets": &a.Secrets}
	for _, name := range slices.Sorted(maps.Keys(tables)) {
		if err := do(name, tables[name]); err != nil {
			return fmt.Errorf("keeping the %s: %w", name, err)
		}
	}
	return nil
}

func decode(data []byte) (*Account, error) {
	a := &Account{}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, err
	}
	if a.Version != layoutVersion && a.Version != withoutJournal {
		return nil, fmt.Errorf("it has layout %d, this program knows %d: give another data folder", a.Version, layoutVersion)
	}
	a.fillMaps()
	return a, a.keepAll()
}

// keepAll notes that all rows are on disk as they are.
func (a *Account) keepAll() error {
	return a.each(func(_ string, t table) error {
		t.noteAll()
		changed, gone, err := t.changes()
		t.keep(changed, gone)
		return err
	})
}

// replay makes a change that is on disk already.
func (a *Account) replay(e entry) error {
	if e.Rest != nil {
		if err := a.setRest(e.Rest); err != nil {
			return err
		}
	}
	for _, event := range e.Events {
		a.AddEvent(event)
	}
	return a.each(func(name string, t table) error { return t.replay(e.Changed[name], e.Gone[name]) })
}

// restText returns what is in no table.
func (a *Account) restText() ([]byte, error) {
	text, err := json.Marshal(a.fixtures)
	if err != nil {
		return nil, fmt.Errorf("encoding networks and groups: %w", err)
	}
	return text, nil
}

func (a *Account) setRest(text []byte) error {
	a.fixtures = fixtures{}
	if err := json.Unmarshal(text, &a.fixtures); err != nil {
		return fmt.Errorf("reading networks and groups: %w", err)
	}
	a.fillMaps()
	return nil
}

package account

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Table is what an account has of one kind, by what never changes of it. It knows
// which of its rows may have been changed, so that a store writes those alone.
type Table[V any] struct {
	rows  map[string]*V
	noted map[string]bool   // rows that may differ from what is kept
	kept  map[string][]byte // rows as they are on disk
}

// Get returns a row, which the caller may change, or nil when there is none.
func (t *Table[V]) Get(key string) *V {
	row := t.rows[key]
	if row != nil {
		t.note(key)
	}
	return row
}

// Has tells whether there is a row.
func (t *Table[V]) Has(key string) bool { return t.rows[key] != nil }

// Set adds a row, or replaces it.
func (t *Table[V]) Set(key string, row *V) {
	if t.rows == nil {
		t.rows = map[string]*V{}
	}
	t.rows[key] = row
	t.note(key)
}

// Delete removes a row.
func (t *Table[V]) Delete(key string) {
	delete(t.rows, key)
	t.note(key)
}

// Len returns how many rows there are.
func (t *Table[V]) Len() int { return len(t.rows) }

// All returns the rows, to be looked at: one that is to be changed has to be
// asked for by Get.
func (t *Table[V]) All() iter.Seq[*V] { return maps.Values(t.rows) }

// MarshalJSON writes the rows as an object.
func (t *Table[V]) MarshalJSON() ([]byte, error) { return json.Marshal(t.rows) }

// UnmarshalJSON reads them.
func (t *Table[V]) UnmarshalJSON(text []byte) error { return json.Unmarshal(text, &t.rows) }

func (t *Table[V]) note(key string) {
	if t.noted == nil {
		t.noted = map[string]bool{}
	}
	t.noted[key] = true
}

// changes returns the rows that differ from what is kept, and which are gone.
func (t *Table[V]) changes() (changed map[string]json.RawMessage, gone []string, err error) {
	for _, key := range slices.Sorted(maps.Keys(t.noted)) {
		row := t.rows[key]
		if row == nil {
			if t.kept[key] != nil {
				gone = append(gone, key)
			}
			continue
		}
		text, err := json.Marshal(row)
		if err != nil {
			return nil, nil, fmt.Errorf("encoding %s: %w", key, err)
		}
		if !bytes.Equal(text, t.kept[key]) {
			if changed == nil {
				changed = map[string]json.RawMessage{}
			}
			changed[key] = text
		}
	}
	return changed, gone, nil
}

// keep notes that changes are on disk.
func (t *Table[V]) keep(changed map[string]json.RawMessage, gone []string) {
	if t.kept == nil {
		t.kept = map[string][]byte{}
	}
	for key, text := range changed {
		t.kept[key] = text
	}
	for _, key := range gone {
		delete(t.kept, key)
	}
	clear(t.noted)
}

// undo makes the rows what is kept.
func (t *Table[V]) undo() error {
	for key := range t.noted {
		delete(t.rows, key)
		if err := t.read(key, t.kept[key]); err != nil {
			return err
		}
	}
	clear(t.noted)
	return nil
}

func (t *Table[V]) read(key string, text []byte) error {
	if text == nil {
		return nil
	}
	row := new(V)
	if err := json.Unmarshal(text, row); err != nil {
		return fmt.Errorf("reading %s: %w", key, err)
	}
	if t.rows == nil {
		t.rows = map[string]*V{}
	}
	t.rows[key] = row
	return nil
}

// replay makes changes that are on disk already.
func (t *Table[V]) replay(changed map[string]json.RawMessage, gone []string) error {
	for key, text := range changed {
		if err := t.read(key, text); err != nil {
			return err
		}
	}
	for _, key := range gone {
		delete(t.rows, key)
	}
	t.keep(changed, gone)
	return nil
}

// noteAll has all rows looked at by the next changes.
func (t *Table[V]) noteAll() {
	for key := range t.rows {
		t.note(key)
	}
}

// forget takes back what was noted, when nothing was changed.
func (t *Table[V]) forget() { clear(t.noted) }

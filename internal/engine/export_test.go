package engine

import "path/filepath"

// Path returns the path of one of PostgreSQL's programs, for black-box tests.
func (p *Postgres) Path(name string) string { return filepath.Join(p.bin, name) }

// For black-box tests.
var (
	NewestFirst = newestFirst
	Owner       = owner
)

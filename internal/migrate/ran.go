// Package migrate brings a database to what a compiled changelog says: it finds
// which changesets are pending, applies them once, in order, under Liquibase's
// lock, and records them the way Liquibase does, so that a real Liquibase and
// this package can take turns on a database.
//
// What Liquibase does was read from the statements that version 4.28.0 sends to
// PostgreSQL 15 and MariaDB 10.11, and from its sources where named.
package migrate

import (
	"path"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Ran is a changeset that a database's history holds: what a later plan must
// remember of it.
type Ran struct {
	ID     string `json:"id"`
	Author string `json:"author"`
	Path   string `json:"path"`
	// Checksum is MD5SUM; empty stands for NULL, with which Liquibase trusts
	// whatever the changeset says by now.
	Checksum string `json:"checksum,omitempty"`
}

// Key identifies the changeset the way Liquibase prints it: path::id::author.
func (r Ran) Key() string { return r.Path + "::" + r.ID + "::" + r.Author }

// identity is what Liquibase compares to tell whether a changeset and a row are
// the same: letters' case does not count, nor how the path's root is written
// (liquibase.changelog.filter.ShouldRunChangeSetFilter, DatabaseChangeLog.normalizePath).
func identity(file, id, author string) string {
	file = strings.TrimPrefix(strings.ReplaceAll(file, `\`, "/"), "classpath:")
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+file), "/") + "::" + id + "::" + author)
}

// ranOf is what the history holds of a changeset once it has run.
func ranOf(c artifact.Changeset) Ran {
	return Ran{ID: c.ID, Author: c.Author, Path: c.Path, Checksum: c.Checksum}
}

package compile

import (
	"crypto/md5" //nolint:gosec // the form of Liquibase's checksums
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// plainAuthor is the author of the changesets that plain SQL files become.
const plainAuthor = "dbartifact"

// Plain compiles plain SQL files: each becomes a changeset with the file's name
// for its id, recorded like Liquibase's own, though no Liquibase knows it. The
// file runs in one transaction, unless a statement in it says, or demands,
// otherwise. Errors name file and line, and match those of package script.
func Plain(sources *changelog.Sources, engine string) (artifact.Compiled, error) {
	dialect, err := database.DialectOf(engine)
	if err != nil {
		return artifact.Compiled{}, err
	}
	compiled := artifact.Compiled{Version: artifact.CompiledVersion, Engine: engine}
	for _, name := range sources.Order {
		statements, err := script.Split(dialect, string(sources.Contents[name]))
		if isFormatted(sources.Contents[name]) {
			err = errFormatted
		}
		if err != nil {
			return artifact.Compiled{}, &failure.Error{Op: "compiling SQL file", Object: name, Err: err, Hint: plainHint}
		}
		c := artifact.Changeset{
			ID: path.Base(name), Author: plainAuthor, Path: name, Description: "plain SQL",
			Outcome: artifact.OutcomeExecuted, RunInTransaction: true, FailOnError: true,
		}
		for _, s := range statements {
			if newerServers.MatchString(s.Text) || locks(dialect, s.Text) {
				continue
			}
			c.Statements, c.Lines = append(c.Statements, s.Text), append(c.Lines, s.Line)
		}
		if slices.ContainsFunc(c.Statements, outsideTransaction.MatchString) {
			c.RunInTransaction = false
		}
		c.Checksum = checksum(c.Statements)
		compiled.Changesets = append(compiled.Changesets, c)
	}
	if err := compiled.Validate(); err != nil {
		return artifact.Compiled{}, fmt.Errorf("compiling SQL files: %w", err)
	}
	return compiled, nil
}

// errFormatted: to plain SQL, where its changesets end is a comment.
var errFormatted = errors.New("it is a Liquibase changelog in formatted SQL")

const plainHint = "Plain SQL files hold what a database takes, in UTF-8. Dump schemas with `pg_dump --schema-only` or `mysqldump --no-data`; " +
	"rows that are loaded with COPY can be dumped with `pg_dump --inserts`, and bytes that are no text with `mysqldump --hex-blob`. " +
	"A Liquibase changelog is named in liquibase_changelog_path."

// outsideTransaction finds statements that PostgreSQL does not take inside a
// transaction, and those that end or begin one themselves.
// https://www.postgresql.org/docs/current/sql-commands.html
var outsideTransaction = regexp.MustCompile(`(?is)^(?:(?:create|drop)\s+(?:unique\s+)?index\s+concurrently|reindex\s.*\bconcurrently` +
	`|(?:create|drop)\s+(?:database|tablespace)|alter\s+(?:system|database\s+\S+\s+set\s+tablespace)|vacuum|refresh\s.*\bconcurrently|` +
	`create\s+subscription|drop\s+subscription|begin|start\s+transaction|commit|end|rollback)\b`)

// newerServers finds what the head of a dump by pg_dump 17 or later says to
// servers that are older, and do not know it. A session begins with that value.
var newerServers = regexp.MustCompile(`(?i)^set\s+transaction_timeout\s*=\s*0$`)

// checksum has the form of Liquibase's, which is what its column holds. It
// covers what runs: space and comments between statements may change.
func checksum(statements []string) string {
	sum := md5.Sum([]byte(strings.Join(statements, "\x00"))) //nolint:gosec // no secret depends on it
	return "9:" + hex.EncodeToString(sum[:])
}

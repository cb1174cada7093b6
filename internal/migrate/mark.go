package migrate

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// ErrCutShort: an earlier run ended within a changeset whose statements commit
// by themselves.
var ErrCutShort = errors.New("an earlier run was cut short within the changeset")

// markID is the row of Liquibase's lock table in which a changeset whose
// statements commit by themselves says how far it came. Liquibase looks at row 1
// alone; a table of our own would be a difference between the database and one
// that Liquibase updated.
const markID = "2"

// mark says which statement of a changeset was reached: those before it are in
// the database. It is written before the statement, in the same transaction if
// there is one: a statement that commits by itself then commits the mark, and
// what is rolled back takes the mark along.
type mark struct {
	statement, of int
	kept          int    // the last statement that is in the database
	failed        bool   // the database refused it; else it may have run
	key           string // of the changeset, hashed
	text          string // of the statement, hashed
	name          string // of the changeset, for people; may be cut
}

func markOf(c artifact.Changeset, statement int) mark {
	return mark{
		statement: statement, of: len(c.Statements), kept: statement - 1, key: digest(c.Key()), text: digest(c.Statements[statement-1]),
		name: cut(strings.Trim(strconv.QuoteToASCII(c.Key()), `"`), 150),
	}
}

func digest(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:16] }

// String is the mark as it stands in LOCKEDBY.
func (m mark) String() string {
	state := "begun"
	if m.failed {
		state = "failed"
	}
	return fmt.Sprintf("dbartifact-statement %d/%d %s after %d %s %s %s", m.statement, m.of, state, m.kept, m.key, m.text, m.name)
}

func parseMark(text string) (mark, error) {
	var m mark
	var state string
	_, err := fmt.Sscanf(text, "dbartifact-statement %d/%d %s after %d %s %s", &m.statement, &m.of, &state, &m.kept, &m.key, &m.text)
	if err != nil {
		return mark{}, fmt.Errorf("reading row %s of the changelog's lock: %q is no mark: %w", markID, text, err)
	}
	if parts := strings.SplitN(text, " ", 8); len(parts) == 8 {
		m.name = parts[7]
	}
	m.failed = state == "failed"
	return m, nil
}

// findMark returns the mark of an earlier run; nil when there is none.
func (h history) findMark(ctx context.Context, session database.Session) (*mark, error) {
	rows, err := session.Query(ctx, "SELECT LOCKEDBY FROM "+h.lockTable+" WHERE ID = "+markID)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	m, err := parseMark(rows[0][0].String)
	return &m, err
}

func (h history) writeMark(ctx context.Context, session database.Session, m mark) error {
	text := h.dialect.Literal(m.String())
	statement := "INSERT INTO " + h.lockTable + " (ID, LOCKED, LOCKGRANTED, LOCKEDBY) VALUES (" + markID + ", FALSE, NOW(), " + text + ")"
	if h.dialect == database.MySQL {
		statement += " ON DUPLICATE KEY UPDATE LOCKEDBY = " + text
	} else {
		statement += " ON CONFLICT (ID) DO UPDATE SET LOCKEDBY = " + text
	}
	_, err := session.Exec(ctx, statement)
	return err
}

func (h history) clearMark(ctx context.Context, session database.Session) error {
	_, err := session.Exec(ctx, "DELETE FROM "+h.lockTable+" WHERE ID = "+markID)
	return err
}

// settleMark leaves after the database's refusal, and the rollback that follows
// it, what is certain: nothing, when the first statement was refused or everything
// was rolled back, and otherwise which of those before it are there. That are the
// ones up to the statement that committed last, whose mark is the one found.
func (h history) settleMark(ctx context.Context, session database.Session, m mark) error {
	found, err := h.findMark(ctx, session)
	if err != nil || found == nil {
		return err
	}
	if m.statement == 1 {
		return h.clearMark(ctx, session)
	}
	m.failed, m.kept = true, min(found.statement, m.statement-1)
	return h.writeMark(ctx, session, m)
}

// explain is the error of a run that finds the mark.
func (m mark) explain(h history, c artifact.Compiled) error {
	name, text := m.name, "(the changelog has changed since)"
	for _, set := range c.Changesets {
		if digest(set.Key()) != m.key {
			continue
		}
		name = set.Key()
		if m.statement <= len(set.Statements) && digest(set.Statements[m.statement-1]) == m.text {
			text = database.Excerpt(set.Statements[m.statement-1], 0)
		}
	}
	state := "may have run or not"
	if m.failed {
		state = "failed"
	}
	return &failure.Error{
		Op: "applying changeset", Object: name,
		Err: fmt.Errorf("%w: statement %d of %d %s: %s%s", ErrCutShort, m.statement, m.of, state, text, m.before()),
		Hint: "Its statements commit one by one, so look at what is there. Either undo what it did and remove the mark: DELETE FROM " + h.lockTable +
			" WHERE ID = " + markID + ". Or complete it by hand and record it, and the mark goes away by itself: a row in " + h.logTable +
			" with its id, author and filename and no md5sum. Replacing the cluster starts afresh.",
	}
}

// before tells what became of the statements before the one that was reached.
func (m mark) before() string {
	switch last := m.statement - 1; {
	case last == 0:
		return ""
	case m.kept < last:
		return fmt.Sprintf("; of those before it, 1 to %d are in the database, and %d to %d were rolled back", m.kept, m.kept+1, last)
	default:
		return fmt.Sprintf("; those before it are in the database: 1 to %d", last)
	}
}

package migrate

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// read returns the history in Liquibase's order and its greatest ORDEREXECUTED.
func (h history) read(ctx context.Context, session database.Session) (ran []Ran, last int, err error) {
	rows, err := session.Query(ctx, "SELECT ID, AUTHOR, FILENAME, MD5SUM, ORDEREXECUTED FROM "+h.logTable+" ORDER BY DATEEXECUTED ASC, ORDEREXECUTED ASC")
	if err != nil {
		return nil, 0, &failure.Error{Op: "reading the changelog's history", Err: err, Hint: hintRefused(err)}
	}
	ran = make([]Ran, 0, len(rows))
	for _, row := range rows {
		ran = append(ran, Ran{ID: row[0].String, Author: row[1].String, Path: row[2].String, Checksum: row[3].String})
		order, err := strconv.Atoi(row[4].String)
		if err != nil {
			return nil, 0, fmt.Errorf("reading the changelog's history: %w", err)
		}
		last = max(last, order)
	}
	return ran, last, nil
}

// row is what is recorded of one run of a changeset.
type row struct {
	artifact.Changeset
	order      int
	kind       string // EXECTYPE
	deployment string
}

// columns are the row's values, by column; the checksum and what follows it are
// the ones that a rerun replaces.
func (r row) columns(d database.Dialect) (names, values []string) {
	text := func(s string) string { return d.Literal(cut(s, 255)) }
	for _, c := range [][2]string{
		{"DATEEXECUTED", "NOW()"},
		{"ORDEREXECUTED", strconv.Itoa(r.order)},
		{"MD5SUM", text(r.Checksum)},
		{"DESCRIPTION", text(cut(r.Description, 250))},
		{"COMMENTS", text(cut(r.Comments, 250))},
		{"EXECTYPE", text(r.kind)},
		{"CONTEXTS", d.LiteralOrNull(cut(r.Contexts, 255))},
		{"LABELS", d.LiteralOrNull(cut(r.Labels, 255))},
		{"LIQUIBASE", d.LiteralOrNull(cut(r.Liquibase, 20))},
		{"DEPLOYMENT_ID", text(r.deployment)},
	} {
		names, values = append(names, c[0]), append(values, c[1])
	}
	if r.Tag != "" {
		names, values = append(names, "TAG"), append(values, text(r.Tag))
	}
	return names, values
}

// record writes a changeset's row, or rewrites the one of an earlier run, while
// holder has the lock; errLost when somebody else has it by now.
func (h history) record(ctx context.Context, session database.Session, r row, earlier *Ran, holder string) error {
	names, values := r.columns(h.dialect)
	held := " FROM " + h.lockTable + " WHERE ID = 1 AND LOCKEDBY = " + h.dialect.Literal(holder)
	var statement string
	if earlier == nil {
		names = append([]string{"ID", "AUTHOR", "FILENAME"}, names...)
		values = append([]string{h.dialect.Literal(r.ID), h.dialect.Literal(r.Author), h.dialect.Literal(r.Path)}, values...)
		statement = "INSERT INTO " + h.logTable + " (" + strings.Join(names, ", ") + ") SELECT " + strings.Join(values, ", ") + held
	} else {
		set := make([]string, len(names))
		for i := range names {
			set[i] = names[i] + " = " + values[i]
		}
		statement = "UPDATE " + h.logTable + " SET " + strings.Join(set, ", ") + h.where(*earlier) + " AND EXISTS (SELECT 1" + held + ")"
	}
	affected, err := session.Exec(ctx, statement)
	if err != nil {
		return err
	}
	if affected == 0 {
		return errLost
	}
	return nil
}

// fill writes the present checksum into a row that has none, as Liquibase does.
func (h history) fill(ctx context.Context, session database.Session, r Ran, checksum string) error {
	_, err := session.Exec(ctx, "UPDATE "+h.logTable+" SET MD5SUM = "+h.dialect.Literal(checksum)+h.where(r))
	return err
}

func (h history) where(r Ran) string {
	return " WHERE ID = " + h.dialect.Literal(r.ID) + " AND AUTHOR = " + h.dialect.Literal(r.Author) + " AND FILENAME = " + h.dialect.Literal(r.Path)
}

// cut shortens text to n characters.
func cut(text string, n int) string {
	if utf8.RuneCountInString(text) <= n {
		return text
	}
	return string([]rune(text)[:n])
}

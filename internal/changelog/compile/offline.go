package compile

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
)

// printed is a changeset and the SQL that Liquibase prints for it without a
// database: preconditions are not looked at.
type printed struct {
	recorded
	sql string
}

// print has Liquibase print the changelog's SQL, changeset by changeset.
//
// Its output alone cannot be taken apart: anything in it may look like the
// beginning of a changeset. So the history that it writes beside says which
// changesets follow each other, and each one's SQL ends where the history table
// gets its row, whose name nobody can have foreseen.
func (j *job) print(ctx context.Context) ([]printed, error) {
	nonce := "dbartifact_" + strings.ToLower(rand.Text())
	const history, output = "history.csv", "update.sql"
	settings := j.schema.Properties()
	settings["liquibase.command.url"] = fmt.Sprintf("offline:%s?version=%s&changeLogFile=%s&outputLiquibaseSql=data_only", j.dialect, j.engineVersion(), history)
	settings["liquibase.databaseChangelogTableName"] = nonce
	settings["liquibase.outputFile"] = output
	if err := j.runner.Run(ctx, j.dir, "update-sql", settings); err != nil {
		return nil, err
	}
	file, err := readBounded(filepath.Join(j.dir, history))
	if err != nil {
		return nil, err
	}
	rows, err := readHistory(file)
	if err != nil {
		return nil, err
	}
	text, err := readBounded(filepath.Join(j.dir, output))
	if err != nil {
		return nil, err
	}
	return cut(strings.ReplaceAll(string(text), "\r\n", "\n"), rows, nonce)
}

var errUnexpectedOutput = errors.New("BUG: Liquibase's output is not what was expected")

// cut takes the output of update-sql apart.
func cut(text string, rows []recorded, nonce string) ([]printed, error) {
	_, text, _ = strings.Cut(text, "\n\n") // the head
	all := make([]printed, 0, len(rows))
	for _, row := range rows {
		head, rest, _ := strings.Cut(text, "\n")
		if strings.TrimSpace(strings.TrimPrefix(head, "--")) != "Changeset "+row.Key() {
			return nil, fmt.Errorf("%w: changeset %q begins with %q", errUnexpectedOutput, row.Key(), head)
		}
		sql, after, found := cutRecord(rest, nonce)
		if !found {
			return nil, fmt.Errorf("%w: changeset %q is not recorded", errUnexpectedOutput, row.Key())
		}
		// The row's text may have several lines: it ends with the run's number.
		end := strings.Index(after, "'"+row.deployment+"'")
		if end < 0 {
			return nil, fmt.Errorf("%w: the row of changeset %q has no end", errUnexpectedOutput, row.Key())
		}
		_, text, _ = strings.Cut(after[end:], "\n\n")
		all = append(all, printed{recorded: row, sql: sql})
	}
	if strings.TrimSpace(text) != "" {
		return nil, fmt.Errorf("%w: something follows the last changeset", errUnexpectedOutput)
	}
	return all, nil
}

// cutRecord cuts text at the beginning of the statement that names the history
// table.
func cutRecord(text, nonce string) (before, after string, found bool) {
	i := strings.Index(text, nonce+" (")
	if i < 0 {
		return "", "", false
	}
	start := strings.LastIndexByte(text[:i], '\n') + 1
	return text[:start], text[i:], strings.HasPrefix(text[start:], "INSERT INTO ")
}

package migrate

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// The columns' types as Liquibase creates the tables. MySQL's names are in
// capitals: on a server that tells case apart, Liquibase looks for those.
const (
	postgresLog = `ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, ` +
		`DATEEXECUTED TIMESTAMP WITHOUT TIME ZONE NOT NULL, ORDEREXECUTED INTEGER NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, ` +
		`MD5SUM VARCHAR(35), DESCRIPTION VARCHAR(255), COMMENTS VARCHAR(255), TAG VARCHAR(255), LIQUIBASE VARCHAR(20), ` +
		`CONTEXTS VARCHAR(255), LABELS VARCHAR(255), DEPLOYMENT_ID VARCHAR(10)`
	postgresLock = `ID INTEGER NOT NULL, LOCKED BOOLEAN NOT NULL, LOCKGRANTED TIMESTAMP WITHOUT TIME ZONE, ` +
		`LOCKEDBY VARCHAR(255), CONSTRAINT databasechangeloglock_pkey PRIMARY KEY (ID)`
	mysqlLog = `ID VARCHAR(255) NOT NULL, AUTHOR VARCHAR(255) NOT NULL, FILENAME VARCHAR(255) NOT NULL, ` +
		`DATEEXECUTED datetime NOT NULL, ORDEREXECUTED INT NOT NULL, EXECTYPE VARCHAR(10) NOT NULL, ` +
		"MD5SUM VARCHAR(35) NULL, `DESCRIPTION` VARCHAR(255) NULL, COMMENTS VARCHAR(255) NULL, TAG VARCHAR(255) NULL, LIQUIBASE VARCHAR(20) NULL, " +
		`CONTEXTS VARCHAR(255) NULL, LABELS VARCHAR(255) NULL, DEPLOYMENT_ID VARCHAR(10) NULL`
	mysqlLock = "ID INT NOT NULL, `LOCKED` TINYINT(1) NOT NULL, LOCKGRANTED datetime NULL, " +
		`LOCKEDBY VARCHAR(255) NULL, CONSTRAINT PK_DATABASECHANGELOGLOCK PRIMARY KEY (ID)`
)

// history is Liquibase's two tables in one database. Their names have the
// schema in front, since a changeset may set another search path.
type history struct {
	dialect             database.Dialect
	logTable, lockTable string
}

// findHistory learns where the tables are, or would be created.
func findHistory(ctx context.Context, d database.Dialect, session database.Session) (history, error) {
	query := "SELECT current_schema()"
	if d == database.MySQL {
		query = "SELECT DATABASE()"
	}
	rows, err := session.Query(ctx, query)
	if err != nil {
		return history{}, fmt.Errorf("asking for the default schema: %w", err)
	}
	if len(rows) != 1 || !rows[0][0].Valid {
		return history{}, errors.New("there is no default schema to keep the changelog's history in: name a database, and see that its search_path leads somewhere")
	}
	schema := rows[0][0].String
	if d == database.MySQL {
		return history{d, d.Identifier(schema, "DATABASECHANGELOG"), d.Identifier(schema, "DATABASECHANGELOGLOCK")}, nil
	}
	return history{d, d.Identifier(schema, "databasechangelog"), d.Identifier(schema, "databasechangeloglock")}, nil
}

// create makes the tables unless they are there.
func (h history) create(ctx context.Context, session database.Session) error {
	log, lock := postgresLog, postgresLock
	unlocked := "INSERT INTO " + h.lockTable + " (ID, LOCKED) VALUES (1, FALSE) ON CONFLICT DO NOTHING"
	if h.dialect == database.MySQL {
		log, lock = mysqlLog, mysqlLock
		unlocked = "INSERT IGNORE INTO " + h.lockTable + " (ID, `LOCKED`) VALUES (1, 0)"
	}
	for _, statement := range []string{
		"CREATE TABLE IF NOT EXISTS " + h.logTable + " (" + log + ")",
		"CREATE TABLE IF NOT EXISTS " + h.lockTable + " (" + lock + ")",
		unlocked,
	} {
		_, err := session.Exec(ctx, statement)
		if database.HasCode(err, "23505", "42P07") { // somebody else did at this moment
			_, err = session.Exec(ctx, statement)
		}
		if err != nil {
			return fmt.Errorf("creating the changelog's history: %w", err)
		}
	}
	return nil
}

// read returns the history in Liquibase's order and its greatest ORDEREXECUTED.
func (h history) read(ctx context.Context, session database.Session) (ran []Ran, last int, err error) {
	rows, err := session.Query(ctx, "SELECT ID, AUTHOR, FILENAME, MD5SUM, ORDEREXECUTED FROM "+h.logTable+" ORDER BY DATEEXECUTED ASC, ORDEREXECUTED ASC")
	if err != nil {
		return nil, 0, fmt.Errorf("reading the changelog's history: %w", err)
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

package migrate

import (
	"context"
	"errors"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
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
	err := h.createTable(ctx, session, h.logTable, log)
	if err == nil {
		err = h.createTable(ctx, session, h.lockTable, lock)
	}
	if err == nil {
		_, err = session.Exec(ctx, unlocked)
	}
	if err != nil {
		return &failure.Error{Op: "creating the changelog's history", Err: err, Hint: hintRefused(err)}
	}
	return nil
}

// createTable makes a table that is missing. PostgreSQL is asked first: for a
// table that is there too, it wants the right to create one.
func (h history) createTable(ctx context.Context, session database.Session, name, columns string) error {
	if h.dialect == database.PostgreSQL {
		missing, err := session.Query(ctx, "SELECT 1 WHERE to_regclass("+h.dialect.Literal(name)+") IS NULL")
		if err != nil || len(missing) == 0 {
			return err
		}
	}
	statement := "CREATE TABLE IF NOT EXISTS " + name + " (" + columns + ")"
	_, err := session.Exec(ctx, statement)
	if database.HasCode(err, "23505", "42P07", "42710") { // somebody else did at this moment
		_, err = session.Exec(ctx, statement)
	}
	return err
}

// hintRefused helps where the master user lacks a right, since on a clone what
// changesets work on may belong to another role, and where a dump names roles
// that the cluster has not.
func hintRefused(err error) string {
	switch {
	case database.HasCode(err, "42704"): // undefined_object: a role, a type and the like, not a table
		return "What it names has to be made before. Roles are no part of a database, so pg_dump leaves them out: make them in a changeset or file of their own, or dump with --no-owner --no-privileges."
	case database.HasCode(err, "1449"): // ER_NO_SUCH_USER
		return hintDefiner
	case database.HasCode(err, "42501", "1142", "1044"): // insufficient_privilege, and MySQL's for a table and a database
		return "The master user needs the rights of whoever owns the tables, Liquibase's own among them. In PostgreSQL it gets them as a member of that role: GRANT owner TO master, in the source."
	}
	return ""
}

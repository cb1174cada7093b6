package compile

import (
	"errors"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

const runnerHint = `With changelog_runner = "liquibase", converge runs real Liquibase against the cluster instead.`

// settingsHint is about the most frequent reason for a changeset to do here what
// it did not in Liquibase, which has one session for all of them.
const settingsHint = "Each changeset begins with a session's usual settings: what it needs of an earlier one's SET, USE or temporary tables belongs in it. "

// mysqlHint says whose words an error message may have.
const mysqlHint = "MariaDB stands in for MySQL there; what only MySQL understands can be in plain SQL files (sql_files), which are not tried. "

// extensionHint says which extensions a scratch database creates.
const extensionHint = "The scratch database has the extensions of this machine's PostgreSQL, and its user may create those that PostgreSQL trusts any owner " +
	"of a database with: install it here if it is one of these. "

// hint says what to do about a changelog that was not compiled.
func hint(err error, dialect database.Dialect) string {
	_, said := errors.AsType[*liquibase.Error](err)
	switch {
	case errors.Is(err, liquibase.ErrNotInstalled):
		return "" // it has its own
	case errors.Is(err, engine.ErrNotInstalled), errors.Is(err, errBody):
		return "Install a database server of this kind where the image is built: it is started for a moment, and nothing of it stays."
	case errors.Is(err, ErrNotCompilable):
		return "Write the change as SQL. " + runnerHint
	case errors.Is(err, ErrDiffers):
		return "Write the change so that it does the same each time. " + settingsHint + runnerHint
	case errors.Is(err, errRefused):
		return settingsHint + runnerHint
	case said && strings.Contains(err.Error(), "ClassNotFoundException"), said && strings.Contains(err.Error(), "Custom change not found"):
		return "Give the file with the class in liquibase_classpath. " + runnerHint
	case said && strings.Contains(err.Error(), `extension "`): // not available, or permission denied to create it
		return extensionHint + runnerHint
	case said:
		told := "This is what Liquibase says about the changelog on an empty database of this machine; the same command there would fail the same way. "
		if dialect == database.MySQL {
			told += mysqlHint
		}
		return told + "So would a changelog that builds on tables which it does not make itself. " + runnerHint
	}
	return ""
}

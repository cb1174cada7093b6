package compile

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
)

// Why a changeset's SQL is not all that it does.
var (
	errPrepared = errors.New("a value from a file (valueClobFile, valueBlobFile) is a prepared statement, which has no text")
	errDropped  = errors.New("a change comes to no SQL without a database, because it depends on what is in one")
	errBody     = errors.New("the end of a routine's body is known only once it ran on a scratch database")
)

const (
	preparedMark = "WARNING: This statement uses a prepared statement"
	volatileMark = "WARNING The following SQL may change each run"
)

// behind is what update-sql prints behind a statement: its delimiter, if it has
// none itself, and an empty line.
var behind = regexp.MustCompile(`^(?:[;/@\w-]|\n)*?(?:\n\n|\n?\z)`)

// statementsOf takes a changeset's printed SQL apart.
//
// Where a statement ends cannot be seen in the text: a routine's body holds
// semicolons and empty lines, and any word may be the delimiter. But Liquibase
// was seen sending the statements to a scratch database, so each of those is
// looked for in turn. What was not sent as it is printed (rows of a CSV file,
// for which values are bound) is taken apart by the database's own rules.
func statementsOf(dialect database.Dialect, text string, sent []string) (all []string, err error) {
	volatile := false
	for text = strings.TrimLeft(text, " \n"); text != ""; text = strings.TrimLeft(text, " \n") {
		if i, rest, ok := asSent(text, sent); ok {
			all = append(all, strings.TrimRight(sent[i], "; \n"))
			sent, text, volatile = sent[i+1:], rest, false
			continue
		}
		if strings.HasPrefix(text, preparedMark) {
			return nil, errPrepared
		}
		if strings.HasPrefix(text, "--") {
			line, rest, _ := strings.Cut(text, "\n")
			if strings.HasPrefix(strings.TrimLeft(line, "- "), volatileMark) {
				if volatile {
					return nil, errDropped
				}
				volatile = true
			}
			text = rest
			continue
		}
		statement, rest, ok, err := script.First(dialect, text)
		if err != nil {
			return nil, err
		}
		if !ok {
			break
		}
		if dialect == database.MySQL && routine.MatchString(statement) {
			return nil, errBody
		}
		all = append(all, statement)
		text, volatile = rest, false
	}
	if volatile {
		return nil, errDropped
	}
	return all, nil
}

// routine begins a MySQL statement that may have a body.
var routine = regexp.MustCompile(`(?is)^create\s(?:[^(]*\s)?(?:procedure|function|trigger|event|package)\s`)

// asSent finds the next statement that text begins with among those sent. A
// delimiter of letters is taken for one only when no other statement fits:
// "select 1" is not the beginning of "select 10".
func asSent(text string, sent []string) (i int, rest string, ok bool) {
	for _, letters := range []bool{false, true} {
		i := slices.IndexFunc(sent, func(statement string) bool {
			after, ok := strings.CutPrefix(text, statement)
			return ok && strings.TrimSpace(statement) != "" && behind.MatchString(after) && (letters || !goesOn(statement, after))
		})
		if i >= 0 {
			rest = text[len(sent[i]):]
			return i, rest[len(behind.FindString(rest)):], true
		}
	}
	return 0, "", false
}

// goesOn reports whether what follows a statement could belong to its last word.
func goesOn(statement, after string) bool {
	return after != "" && isWord(statement[len(statement)-1]) && isWord(after[0])
}

func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

var locking = regexp.MustCompile(`(?i)^(?:un)?lock\s+tables?\b`)

// locks tells MySQL's LOCK TABLES and UNLOCK TABLES, which mysqldump puts around
// the rows of each table, and which are left out: while tables are locked no other
// can be written, so how far the changeset came could not be noted.
func locks(dialect database.Dialect, statement string) bool {
	return dialect == database.MySQL && locking.MatchString(statement)
}

package dataapi

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// MaxStatement is the greatest length of a statement in characters.
const MaxStatement = 65_536

// TransactionIdle is how long AWS keeps a transaction that nobody uses, and its
// locks with it: that of a process that was killed too.
const TransactionIdle = 3 * time.Minute

// What keeps a cluster from being reached by the Data API, for errors.Is.
var (
	// ErrClass: the instances' class has no Data API.
	ErrClass = errors.New("the Data API does not work on instance classes of the T family")
	// ErrNoSecret: there is no secret to log in with.
	ErrNoSecret = errors.New("the Data API logs in with a secret")
)

// Target is what a plan knows about a cluster and what is to be sent to it.
type Target struct {
	// InstanceClass is of the writer, as db.t4g.medium.
	InstanceClass string
	// Dialect tells whether a statement is several; empty where nobody knows.
	Dialect database.Dialect
	// Secret says that the master password is kept in Secrets Manager.
	Secret bool
	// Statements are those to be sent, by where they come from; nil where the
	// plan does not know them.
	Statements map[string][]string
}

// Suitable reports everything that a plan can know would go wrong; nil when
// nothing. Its errors are joined.
func Suitable(t Target) error {
	var found []error
	refuse := func(err error, hint string) {
		found = append(found, &failure.Error{Op: "reaching the cluster by the Data API", Err: err, Hint: hint})
	}
	if family, _, _ := strings.Cut(strings.TrimPrefix(t.InstanceClass, "db."), "."); strings.HasPrefix(family, "t") {
		refuse(fmt.Errorf("%w: %s", ErrClass, t.InstanceClass), "Choose another instance_class, or sql_transport = \"direct\".")
	}
	if !t.Secret {
		refuse(ErrNoSecret, "Leave manage_master_user_password on, or use sql_transport = \"direct\".")
	}
	for _, where := range slices.Sorted(maps.Keys(t.Statements)) {
		for i, statement := range t.Statements[where] {
			if n := utf8.RuneCountInString(statement); n > MaxStatement {
				refuse(fmt.Errorf("%s, statement %d: %w, and it has %d", where, i+1, ErrTooLong, n), hintOther)
			}
			if t.Dialect == database.PostgreSQL && several(statement) {
				refuse(fmt.Errorf("%s, statement %d: %w: %s", where, i+1, ErrSeveral, database.Excerpt(statement, 0)), hintSeveral)
			}
		}
	}
	return errors.Join(found...)
}

// several says whether a text holds more than one statement. For MySQL that
// cannot be told: a procedure's body looks like several, and is one.
func several(statement string) bool {
	cut, err := script.Split(database.PostgreSQL, statement)
	return err == nil && len(cut) > 1
}

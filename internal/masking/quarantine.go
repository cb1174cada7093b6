package masking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// ErrInherited: something that came with the source's data could not be locked.
var ErrInherited = errors.New("inherited from the source and not to be locked by the master user")

// Report says what a quarantine has done, in the order in which it did it.
type Report struct {
	// Logins cannot log in any more.
	Logins []string
	// Stopped would have reached out of the clone by themselves.
	Stopped []string
	// Left could not be locked or stopped, each with the database's reason.
	Left []string
	// Notes are what somebody may want to look at: nothing of it acts by itself.
	Notes []string
}

// AWS's own logins. Nobody else has their passwords, and nobody may change them.
var (
	postgresOwn = []string{"rdsadmin", "rdstopmgr", "rdsrepladmin", "rdsproxyadmin", "rdswriteforwarduser"}
	mysqlOwn    = []string{"rdsadmin", "rdsrepladmin", "rdsproxyadmin", "mysql.sys", "mysql.session", "mysql.infoschema", "mariadb.sys"}
)

// Quarantine locks every login of the cluster but the one that it is called
// with and those of AWS's own, and stops what reaches out by itself:
// subscriptions (disabled, and their slot left alone on the publisher), pg_cron's
// jobs, the event scheduler's events, replication from another server. It goes
// through all databases of the cluster, and does no harm a second time. With
// [ErrInherited] everything else is locked, and the report names what is not.
// report may be nil.
func Quarantine(ctx context.Context, via database.Database, report func(Event)) (Report, error) {
	if report == nil {
		report = func(Event) {}
	}
	q := &quarantine{via: via, d: via.Dialect(), tell: report}
	err := q.run(ctx)
	switch {
	case err != nil:
		return q.report, fmt.Errorf("locking what the clone has inherited: %w", err)
	case len(q.report.Left) > 0:
		return q.report, &failure.Error{
			Op: "locking what the clone has inherited", Err: fmt.Errorf("%w: %s", ErrInherited, strings.Join(q.report.Left, "; ")),
			Hint: "The clone stays closed. Let the source's master user change them (PostgreSQL 16 and newer: whoever made the role grants it to the master user " +
				"WITH ADMIN OPTION), or drop them there, and clone again; or keep all inherited logins with inherited_logins = \"keep\".",
		}
	}
	return q.report, nil
}

// quarantine is one call of Quarantine.
type quarantine struct {
	via    database.Database
	d      database.Dialect
	tell   func(Event)
	report Report
}

func (q *quarantine) run(ctx context.Context) error {
	if q.d == database.MySQL {
		return q.within(ctx, q.via, q.mysql)
	}
	if err := q.within(ctx, q.via, q.postgresLogins); err != nil {
		return err
	}
	return q.postgresDatabases(ctx)
}

// within does something in a session.
func (q *quarantine) within(ctx context.Context, via database.Database, do func(context.Context, database.Session) error) error {
	session, err := via.Connect(ctx)
	if err != nil {
		return err
	}
	defer session.Close(context.WithoutCancel(ctx))
	return do(ctx, session)
}

// each runs statements on one thing. A refusal of the database's leaves the
// thing as it is and is reported.
func (q *quarantine) each(ctx context.Context, session database.Session, done *[]string, thing string, statements ...string) error {
	for _, statement := range statements {
		_, err := session.Exec(ctx, statement)
		if refused := database.Refused(err); refused != nil {
			q.report.Left = append(q.report.Left, thing+" ("+refused.Error()+")")
			q.tell(Event{thing, "left as it is: " + refused.Error()})
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", thing, err)
		}
	}
	*done = append(*done, thing)
	q.tell(Event{thing, "locked"})
	return nil
}

// names are a query's rows as text.
func names(ctx context.Context, session database.Session, query string) ([][]string, error) {
	rows, err := session.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	all := make([][]string, len(rows))
	for i, row := range rows {
		for _, value := range row {
			all[i] = append(all[i], value.String)
		}
	}
	return all, nil
}

// own says whether a login is AWS's.
func (q *quarantine) own(login string) bool {
	if q.d == database.MySQL {
		return slices.Contains(mysqlOwn, login)
	}
	return slices.Contains(postgresOwn, login)
}

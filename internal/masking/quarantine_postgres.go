package masking

import (
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// postgresLogins locks the roles that can log in. From PostgreSQL 16 on the
// master user can do that to roles alone that it has with ADMIN OPTION, as it
// has those that it made and those that they made. Amazon RDS is said to let
// rds_superuser do more (github.com/gravitational/teleport/pull/48897).
// https://www.postgresql.org/docs/16/role-attributes.html
func (q *quarantine) postgresLogins(ctx context.Context, session database.Session) error {
	roles, err := names(ctx, session, "SELECT rolname FROM pg_roles WHERE rolcanlogin AND rolname <> session_user ORDER BY rolname")
	if err != nil {
		return fmt.Errorf("listing logins: %w", err)
	}
	for _, role := range roles {
		if q.own(role[0]) {
			continue
		}
		if err := q.each(ctx, session, &q.report.Logins, "login "+role[0], "ALTER ROLE "+q.d.Identifier(role[0])+" NOLOGIN"); err != nil {
			return err
		}
	}
	return nil
}

// postgresDatabases goes through the databases of the cluster: subscriptions
// are changed, and jobs are listed, in the one where they live.
func (q *quarantine) postgresDatabases(ctx context.Context) error {
	var databases [][]string
	err := q.within(ctx, q.via, func(ctx context.Context, session database.Session) (err error) {
		databases, err = names(ctx, session, "SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate AND datname <> 'rdsadmin' ORDER BY datname")
		return err
	})
	if err != nil {
		return fmt.Errorf("listing databases: %w", err)
	}
	for _, name := range databases {
		err := q.within(ctx, q.via.In(name[0]), func(ctx context.Context, session database.Session) error {
			if err := q.subscriptions(ctx, session, name[0]); err != nil {
				return err
			}
			if err := q.jobs(ctx, session, name[0]); err != nil {
				return err
			}
			return q.mappings(ctx, session, name[0])
		})
		if refused := database.Refused(err); refused != nil {
			q.report.Left = append(q.report.Left, "database "+name[0]+" ("+refused.Error()+")")
			err = nil
		}
		if err != nil {
			return fmt.Errorf("database %q: %w", name[0], err)
		}
	}
	return nil
}

// subscriptions are disabled, and taken off their slot: the publisher's, which
// is the source's to use and which a later DROP would remove.
// https://www.postgresql.org/docs/15/logical-replication-subscription.html
func (q *quarantine) subscriptions(ctx context.Context, session database.Session, in string) error {
	found, err := names(ctx, session, "SELECT subname FROM pg_subscription WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ORDER BY subname")
	if err != nil {
		return fmt.Errorf("listing subscriptions: %w", err)
	}
	for _, s := range found {
		alter := "ALTER SUBSCRIPTION " + q.d.Identifier(s[0])
		err := q.each(ctx, session, &q.report.Stopped, "subscription "+s[0]+" in database "+in, alter+" DISABLE", alter+" SET (slot_name = NONE)")
		if err != nil {
			return err
		}
	}
	return nil
}

// jobs of pg_cron are switched off in its table, as Aurora lets rds_superuser do.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/PostgreSQL_pg_cron.html
func (q *quarantine) jobs(ctx context.Context, session database.Session, in string) error {
	found, err := names(ctx, session, "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'cron' AND c.relname = 'job'")
	if err != nil || len(found) == 0 {
		return err
	}
	jobs, err := names(ctx, session, "SELECT jobid FROM cron.job WHERE active ORDER BY jobid")
	if err != nil {
		return fmt.Errorf("listing pg_cron's jobs: %w", err)
	}
	for _, job := range jobs {
		err := q.each(ctx, session, &q.report.Stopped, "pg_cron job "+job[0]+" in database "+in, "UPDATE cron.job SET active = false WHERE jobid = "+job[0])
		if err != nil {
			return err
		}
	}
	return nil
}

// mappings hold logins to other servers, for dblink and foreign tables. A
// session has to ask for them, so they stay.
func (q *quarantine) mappings(ctx context.Context, session database.Session, in string) error {
	found, err := names(ctx, session, "SELECT srvname, usename FROM pg_user_mappings ORDER BY srvname, usename")
	if err != nil {
		return fmt.Errorf("listing user mappings: %w", err)
	}
	for _, m := range found {
		note := fmt.Sprintf("user mapping of %s for foreign server %s in database %s holds a login to that server", m[1], m[0], in)
		q.report.Notes = append(q.report.Notes, note)
		q.tell(Event{"foreign server " + m[0], note})
	}
	return nil
}

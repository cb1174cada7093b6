package masking

import (
	"context"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// mysql locks accounts and stops events and replication; MySQL keeps them for
// all databases together.
func (q *quarantine) mysql(ctx context.Context, session database.Session) error {
	if err := q.accounts(ctx, session); err != nil {
		return err
	}
	if err := q.events(ctx, session); err != nil {
		return err
	}
	return q.replication(ctx, session)
}

// accounts are user and host; an account of the master user's name from another
// host is somebody else's. Roles are accounts that are locked already.
func (q *quarantine) accounts(ctx context.Context, session database.Session) error {
	const unlocked = "SELECT User, Host FROM mysql.user WHERE %s AND CONCAT(User, '@', Host) <> CURRENT_USER() ORDER BY User, Host"
	found, err := names(ctx, session, fmt.Sprintf(unlocked, "account_locked = 'N'"))
	if database.HasCode(err, "1054") { // MariaDB keeps it elsewhere
		found, err = names(ctx, session, fmt.Sprintf(unlocked, "is_role = 'N'"))
	}
	if err != nil {
		return fmt.Errorf("listing accounts: %w", err)
	}
	for _, account := range found {
		if q.own(account[0]) {
			continue
		}
		name := q.d.Identifier(account[0]) + "@" + q.d.Identifier(account[1])
		if account[0] == "" { // anybody
			name = "''@" + q.d.Identifier(account[1])
		}
		if err := q.each(ctx, session, &q.report.Logins, "login "+account[0]+"@"+account[1], "ALTER USER "+name+" ACCOUNT LOCK"); err != nil {
			return err
		}
	}
	return nil
}

func (q *quarantine) events(ctx context.Context, session database.Session) error {
	found, err := names(ctx, session, "SELECT EVENT_SCHEMA, EVENT_NAME FROM information_schema.EVENTS WHERE STATUS = 'ENABLED' ORDER BY 1, 2")
	if err != nil {
		return fmt.Errorf("listing events: %w", err)
	}
	for _, e := range found {
		if err := q.each(ctx, session, &q.report.Stopped, "event "+e[0]+"."+e[1], "ALTER EVENT "+q.d.Identifier(e...)+" DISABLE"); err != nil {
			return err
		}
	}
	return nil
}

// replication from another server is stopped with Aurora's procedure: the
// master user may not use the statement.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/mysql-stored-proc-replicating.html
func (q *quarantine) replication(ctx context.Context, session database.Session) error {
	found, err := session.Query(ctx, "SHOW REPLICA STATUS")
	if database.HasCode(err, "1064") { // before MySQL 8.0.22
		found, err = session.Query(ctx, "SHOW SLAVE STATUS")
	}
	if refused := database.Refused(err); refused != nil {
		q.report.Notes = append(q.report.Notes, "whether the clone replicates from another server could not be asked: "+refused.Error())
		return nil
	}
	if err != nil || len(found) == 0 {
		return err
	}
	return q.each(ctx, session, &q.report.Stopped, "replication from another server", "CALL mysql.rds_stop_replication")
}

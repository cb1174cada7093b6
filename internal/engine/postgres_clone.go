package engine

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// CloneTo takes a base backup into dir with PostgreSQL's low-level interface;
// see Server. The files are copied while they change; the write-ahead log from
// before the first to after the last makes them whole when the clone starts.
// https://www.postgresql.org/docs/15/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP
func (s *postgresServer) CloneTo(ctx context.Context, dir string) (Copied, error) {
	return s.cloneTo(ctx, dir, s.backup)
}

func (s *postgresServer) backup(ctx context.Context, c *copier) error {
	// The backup belongs to this session: however we leave, its end ends it, and
	// drops the slot.
	conn, err := s.connect(ctx)
	if err != nil {
		return err
	}
	defer disconnect(ctx, conn)

	first, err := startBackup(ctx, conn)
	if err != nil {
		return err
	}
	if err := c.tree(ctx, leftOut); err != nil {
		return err
	}
	if err := c.control(); err != nil {
		return err
	}
	last, label, err := stopBackup(ctx, conn)
	if err != nil {
		return err
	}
	if err := c.wal(ctx, first, last); err != nil {
		return err
	}
	return c.write("backup_label", label)
}

// startBackup begins a backup and returns the WAL segment it begins in. From
// the slot on, no segment is recycled: a temporary slot lasts as long as the
// session.
func startBackup(ctx context.Context, conn *pgx.Conn) (first string, err error) {
	var outside int
	err = conn.QueryRow(ctx, "SELECT count(*) FROM pg_tablespace WHERE pg_tablespace_location(oid) <> ''").Scan(&outside)
	if err != nil {
		return "", fmt.Errorf("looking for tablespaces: %w", err)
	}
	if outside > 0 {
		// Only the superuser could have made one, and that one is ours.
		return "", fmt.Errorf("copying %d tablespaces outside of the data folder: %w", outside, errors.ErrUnsupported)
	}
	_, err = conn.Exec(ctx, "SELECT pg_create_physical_replication_slot('clone_' || pg_backend_pid(), true, true)")
	if err != nil {
		return "", fmt.Errorf("reserving write-ahead log: %w", err)
	}
	err = conn.QueryRow(ctx, "SELECT pg_walfile_name(pg_backup_start('clone', fast => true))").Scan(&first)
	if err != nil {
		return "", fmt.Errorf("starting a backup: %w", err)
	}
	return first, nil
}

// stopBackup ends the backup and returns the WAL segment it ends in, and the
// content of backup_label: without that file, the clone would recover from the
// wrong checkpoint. The tablespace map that comes with it is empty here.
func stopBackup(ctx context.Context, conn *pgx.Conn) (last, label string, err error) {
	err = conn.QueryRow(ctx, "SELECT pg_walfile_name(lsn), labelfile FROM pg_backup_stop(wait_for_archive => false)").
		Scan(&last, &label)
	if err != nil {
		return "", "", fmt.Errorf("stopping the backup: %w", err)
	}
	return last, label, nil
}

package masking

import (
	"context"
	"fmt"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// refresh gathers statistics anew, which hold values of the columns.
func refresh(ctx context.Context, via database.Database) error {
	session, err := via.Connect(ctx)
	if err != nil {
		return err
	}
	defer session.Close(context.WithoutCancel(ctx))
	if via.Dialect() == database.PostgreSQL {
		_, err = session.Exec(ctx, "ANALYZE")
		return err
	}
	return refreshMySQL(ctx, via.Dialect(), session)
}

// refreshMySQL analyses the tables one by one: MySQL has no word for all. A
// column's histogram, which only MySQL 8 has, is not gathered anew but dropped.
// https://dev.mysql.com/doc/refman/8.0/en/analyze-table.html
func refreshMySQL(ctx context.Context, d database.Dialect, session database.Session) error {
	histograms, err := session.Query(ctx, "SELECT SCHEMA_NAME, TABLE_NAME, COLUMN_NAME FROM information_schema.COLUMN_STATISTICS")
	if err != nil && !database.HasCode(err, "1109", "1146") { // unknown table
		return fmt.Errorf("listing histograms: %w", err)
	}
	for _, h := range histograms {
		_, err := session.Query(ctx, "ANALYZE TABLE "+d.Identifier(h[0].String, h[1].String)+" DROP HISTOGRAM ON "+d.Identifier(h[2].String))
		if err != nil {
			return fmt.Errorf("dropping the histogram of %s.%s: %w", h[1].String, h[2].String, err)
		}
	}
	tables, err := session.Query(ctx, "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE = 'BASE TABLE' AND TABLE_SCHEMA NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema') ORDER BY 1, 2")
	if err != nil {
		return fmt.Errorf("listing tables: %w", err)
	}
	for _, t := range tables {
		name := d.Identifier(t[0].String, t[1].String)
		answers, err := session.Query(ctx, "ANALYZE TABLE "+name)
		if err != nil {
			return fmt.Errorf("analysing %s: %w", name, err)
		}
		for _, answer := range answers { // Table, Op, Msg_type, Msg_text
			if len(answer) == 4 && strings.EqualFold(answer[2].String, "error") {
				return fmt.Errorf("analysing %s: %s", name, answer[3].String)
			}
		}
	}
	return nil
}

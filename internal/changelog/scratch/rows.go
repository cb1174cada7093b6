package scratch

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// tables lists every table that has rows, with its schema.
var tables = map[database.Dialect]string{
	database.PostgreSQL: "SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace " +
		"WHERE c.relkind IN ('r', 'm') AND c.relpersistence <> 't' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') " +
		"AND NOT (c.relkind = 'm' AND NOT c.relispopulated) ORDER BY 1, 2",
	database.MySQL: "SELECT TABLE_SCHEMA, TABLE_NAME FROM information_schema.TABLES WHERE TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') " +
		"AND TABLE_SCHEMA NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys') ORDER BY 1, 2",
}

// countsPerQuery bounds one statement's length.
const countsPerQuery = 200

// Rows counts the rows of every table, by "schema.table", Liquibase's own tables
// apart.
func (s *Server) Rows(ctx context.Context) (counts map[string]int64, err error) {
	found, err := s.Query(ctx, tables[s.dialect])
	if err != nil {
		return nil, fmt.Errorf("listing the scratch database's tables: %w", err)
	}
	var names, queries []string
	for _, row := range found {
		schema, table := row[0].String, row[1].String
		if strings.HasPrefix(strings.ToLower(table), "databasechangelog") {
			continue
		}
		names = append(names, schema+"."+table)
		queries = append(queries, fmt.Sprintf("SELECT %d, COUNT(*) FROM %s", len(names)-1, s.dialect.Identifier(schema, table)))
	}
	counts = make(map[string]int64, len(names))
	for begin := 0; begin < len(queries); begin += countsPerQuery {
		end := min(begin+countsPerQuery, len(queries))
		rows, err := s.Query(ctx, strings.Join(queries[begin:end], " UNION ALL "))
		if err != nil {
			return nil, fmt.Errorf("counting the scratch database's rows: %w", err)
		}
		for _, row := range rows {
			number, err := strconv.Atoi(row[0].String)
			if err != nil || number >= len(names) {
				return nil, fmt.Errorf("counting the scratch database's rows: unexpected answer %q", row[0].String)
			}
			if counts[names[number]], err = strconv.ParseInt(row[1].String, 10, 64); err != nil {
				return nil, fmt.Errorf("counting the scratch database's rows: %w", err)
			}
		}
	}
	return counts, nil
}

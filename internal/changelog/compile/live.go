package compile

import (
	"context"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
)

// happened is what came of an update of an empty database.
type happened struct {
	rows   map[string]recorded // by key, from DATABASECHANGELOG
	failed map[string]bool     // by key: those that failed without harm
	sent   map[string][]string // by key: the statements as they were sent
}

// update has Liquibase update a scratch database and watches it.
func (j *job) update(ctx context.Context, s *scratch.Server) (happened, error) {
	const log = "update.log"
	settings := j.schema.Properties()
	settings["liquibase.command.url"], settings["liquibase.command.username"], settings["liquibase.command.password"] = s.JDBC()
	settings["liquibase.logLevel"], settings["liquibase.sql.logLevel"] = "INFO", "INFO"
	settings["liquibase.logFile"] = log
	if err := j.runner.Run(ctx, j.dir, "update", settings); err != nil {
		return happened{}, err
	}
	text, err := readBounded(filepath.Join(j.dir, log))
	if err != nil {
		return happened{}, err
	}
	h := watch(string(text))
	h.rows, err = history(ctx, s)
	return h, err
}

// history reads the history of a scratch database.
func history(ctx context.Context, s *scratch.Server) (map[string]recorded, error) {
	rows, err := s.Query(ctx, historyQuery)
	if err != nil {
		return nil, fmt.Errorf("reading the scratch database's history: %w", err)
	}
	byKey := make(map[string]recorded, len(rows))
	for _, row := range rowsOf(rows) {
		byKey[row.Key()] = row
	}
	return byKey, nil
}

// logRecord begins a record of Liquibase's log.
var logRecord = regexp.MustCompile(`(?m)^\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\] [A-Z]+ \[([\w.]+)\] `)

var (
	affected = regexp.MustCompile(`^\d+ row\(s\) affected$`)
	failed   = regexp.MustCompile(`^Change ?[sS]et (.+) failed, but failOnError was false`)
)

// watch reads what was sent, and what failed, off Liquibase's log.
func watch(log string) happened {
	h := happened{failed: map[string]bool{}, sent: map[string][]string{}}
	current := ""
	places := logRecord.FindAllStringSubmatchIndex(log, -1)
	for i, place := range places {
		end := len(log)
		if i+1 < len(places) {
			end = places[i+1][0]
		}
		category, text := log[place[2]:place[3]], strings.TrimSuffix(log[place[1]:end], "\n")
		switch category {
		case "liquibase.ui":
			if key, ok := strings.CutPrefix(text, "Running Changeset: "); ok {
				current = key
			}
		case "liquibase.executor":
			if !affected.MatchString(text) {
				h.sent[current] = append(h.sent[current], text)
			}
		case "liquibase.changelog":
			if found := failed.FindStringSubmatch(text); found != nil {
				h.failed[found[1]] = true
			}
		}
	}
	return h
}

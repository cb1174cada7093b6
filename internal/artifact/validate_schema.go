package artifact

import (
	"regexp"
	"slices"
	"strings"
)

// Who applies a changelog to a cluster.
const (
	// RunnerCompiled is this program, from what Liquibase compiled at build time.
	RunnerCompiled = "compiled"
	// RunnerLiquibase is Liquibase, wherever the cluster is made.
	RunnerLiquibase = "liquibase"
)

// ChangelogRunners are both, the default first.
var ChangelogRunners = []string{RunnerCompiled, RunnerLiquibase}

var (
	contextPattern   = regexp.MustCompile(`^[A-Za-z0-9_.-]+$`)
	parameterPattern = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*$`)
)

// validateSchema checks what a schema is made of.
func (s SourceDB) validateSchema(p *problems) {
	if strings.ContainsFunc(s.LiquibaseChangelogPath, isControl) {
		p.source("liquibase_changelog_path", "got %q, expected a path without control characters", s.LiquibaseChangelogPath)
	}
	for key, given := range map[string]bool{
		"liquibase_search_paths": len(s.LiquibaseSearchPaths) > 0, "liquibase_contexts": len(s.LiquibaseContexts) > 0,
		"liquibase_labels": s.LiquibaseLabels != "", "liquibase_parameters": len(s.LiquibaseParameters) > 0,
		"liquibase_classpath": len(s.LiquibaseClasspath) > 0, "changelog_runner": s.ChangelogRunner == RunnerLiquibase,
	} {
		if given && s.LiquibaseChangelogPath == "" {
			p.source(key, "given without liquibase_changelog_path, expected both")
		}
	}
	if len(s.SQLFiles) > 0 && s.LiquibaseChangelogPath != "" {
		p.source("sql_files", "given together with liquibase_changelog_path, expected one of them")
	}
	if s.ChangelogRunner != "" && !slices.Contains(ChangelogRunners, s.ChangelogRunner) {
		p.source("changelog_runner", "got %q, expected %s", s.ChangelogRunner, strings.Join(ChangelogRunners, " or "))
	}
	for _, context := range s.LiquibaseContexts {
		if !contextPattern.MatchString(context) {
			p.source("liquibase_contexts", "got %q, expected names of contexts: letters, digits, dots, underscores and hyphens", context)
		}
	}
	for name, value := range s.LiquibaseParameters {
		if !parameterPattern.MatchString(name) || strings.ContainsRune(value, 0) {
			p.source("liquibase_parameters", "got the name %q, expected letters, digits, dots, underscores and hyphens", name)
		}
	}
	if strings.ContainsFunc(s.LiquibaseLabels, isControl) {
		p.source("liquibase_labels", "got %q, expected a label filter without control characters", s.LiquibaseLabels)
	}
}

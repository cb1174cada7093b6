package scratch_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

func TestScratchDatabaseTellsItsSchemaAndRowsAndLeavesNothing(t *testing.T) {
	for awsEngine, version := range map[string]string{"aurora-postgresql": "PostgreSQL", "aurora-mysql": "8.0.12"} {
		t.Run(awsEngine, func(t *testing.T) {
			t.Parallel()
			if err := scratch.Available(awsEngine); errors.Is(err, engine.ErrNotInstalled) && os.Getenv("CI") != "true" {
				t.Skip(err)
			}
			s, err := scratch.Open(t.Context(), awsEngine, "app")
			if err != nil {
				t.Fatal(err)
			}
			via, err := s.Database()
			if err != nil {
				t.Fatal(err)
			}
			session, err := via.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, statement := range []string{"create table a (b int)", "create table databasechangelog (c int)", "insert into a values (1), (2)"} {
				if _, err := session.Exec(t.Context(), statement); err != nil {
					t.Fatal(err)
				}
			}
			rows, err := session.Query(t.Context(), "select version()")
			if err != nil || !strings.HasPrefix(rows[0][0].String, version) {
				t.Errorf("the server is %v, %v", rows, err)
			}
			session.Close(t.Context())
			counts, err := s.Rows(t.Context())
			if err != nil || len(counts) != 1 {
				t.Errorf("counted %v, %v", counts, err)
			}
			for _, n := range counts {
				if n != 2 {
					t.Errorf("counted %v", counts)
				}
			}
			lines, err := s.Schema(t.Context())
			if all := strings.Join(lines, "\n"); err != nil || !strings.Contains(strings.ToUpper(all), "CREATE TABLE") || strings.Contains(all, "changelog") && awsEngine != "aurora-mysql" {
				t.Errorf("dumped %v\n%s", err, all)
			}
			if awsEngine == "aurora-mysql" {
				schemaIsOfAllDatabasesAndNoMoment(t, s)
			}
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// schemaIsOfAllDatabasesAndNoMoment makes the same events twice.
func schemaIsOfAllDatabasesAndNoMoment(t *testing.T, s *scratch.Server) {
	t.Helper()
	via, err := s.Database()
	if err != nil {
		t.Fatal(err)
	}
	session, err := via.Connect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close(t.Context())
	made := func(statements ...string) []string {
		for _, statement := range statements {
			if _, err := session.Exec(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
		}
		lines, err := s.Schema(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return lines
	}
	first := made(
		"CREATE DATABASE `other one` CHARACTER SET latin1", "CREATE TABLE `other one`.elsewhere (n int)",
		"CREATE EVENT every_day ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO SELECT '2030-01-01 00:00:00'",
		"CREATE EVENT `for a year` ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:00' ENDS '2031-01-01 00:00:00' DO SELECT 1",
		"CREATE EVENT once ON SCHEDULE AT '2030-01-01 00:00:00' ON COMPLETION PRESERVE DO SELECT 1",
	)
	if all := strings.Join(first, "\n"); !strings.Contains(all, "DATABASE other one COLLATE latin1") || !strings.Contains(all, "`elsewhere`") || !strings.Contains(all, "SELECT '2030-01-01 00:00:00'") {
		t.Errorf("the schema is\n%s", all)
	}
	second := made(
		"ALTER EVENT every_day ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:05'",
		"ALTER EVENT `for a year` ON SCHEDULE EVERY '1:30' HOUR_MINUTE STARTS '2030-01-01 00:00:05' ENDS '2031-01-01 00:00:05'",
		"ALTER EVENT once ON SCHEDULE AT '2030-01-01 00:00:05'",
	)
	if diff := cmp.Diff(first, second); diff != "" {
		t.Errorf("what begins later counts as different:\n%s", diff)
	}
	if third := made("ALTER EVENT every_day ON SCHEDULE EVERY 2 DAY"); cmp.Equal(second, third) {
		t.Error("what happens less often counts as the same")
	}
}

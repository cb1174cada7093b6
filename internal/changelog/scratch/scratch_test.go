package scratch_test

import (
	"errors"
	"os"
	"strings"
	"testing"

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
			if err := s.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

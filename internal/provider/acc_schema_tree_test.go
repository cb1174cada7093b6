package provider_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// schemaParameters are what the changelog in changelog/testdata/full asks for.
var schemaParameters = map[string]string{"owner": "Zoe"}

// schemaTree is a copy of that changelog for an engine, to be added to.
type schemaTree struct {
	dir       string
	installed *liquibase.Installation
}

func newSchemaTree(t *testing.T, engine string) schemaTree {
	t.Helper()
	s := schemaTree{dir: t.TempDir(), installed: liquibasetest.Installed(t)}
	full := filepath.Join("..", "changelog", "testdata", "full")
	for _, folder := range []string{map[string]string{postgres: "postgresql", mysqlEngine: "mysql"}[engine], "shared"} {
		if err := os.CopyFS(s.dir, os.DirFS(filepath.Join(full, folder))); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("LIQUIBASE_HOME", s.installed.Home())
	return s
}

// image is the artifact of the changelog.
func (s schemaTree) image(archive string) string {
	return strings.Replace(archiveImage(archive), `source_db_cluster_id = "orders"`, fmt.Sprintf(
		`source_db_cluster_id = "orders", liquibase_changelog_path = "db/changelog.xml", liquibase_search_paths = [%q],
      liquibase_contexts = ["production"], liquibase_labels = "shop", liquibase_parameters = { owner = %q }`, s.dir, schemaParameters["owner"]), 1)
}

// addFive adds a file of five changesets to the changelog.
func (s schemaTree) addFive(t *testing.T) {
	t.Helper()
	text := "--liquibase formatted sql\n"
	for n := range 5 {
		text += fmt.Sprintf("--changeset later:%d labels:shop\ncreate table later_%d (id int primary key);\n", n, n)
	}
	root := filepath.Join(s.dir, "db", "changelog.xml")
	before, err := os.ReadFile(root)
	if err == nil {
		err = os.WriteFile(root, []byte(strings.Replace(string(before), "</databaseChangeLog>", "<include file=\"db/later.sql\"/></databaseChangeLog>", 1)), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(s.dir, "db", "later.sql"), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// liquibase has real Liquibase carry out a command, and returns what it has to
// say.
func (s schemaTree) liquibase(t *testing.T, command, url, user, password string) (string, error) {
	t.Helper()
	said := filepath.Join(t.TempDir(), "said")
	properties := liquibase.Properties{
		"liquibase.command.changelogFile": "db/changelog.xml", "liquibase.searchPath": s.dir, "parameter.owner": schemaParameters["owner"],
		"liquibase.command.url": url, "liquibase.command.username": user, "liquibase.command.password": password,
		"liquibase.outputFile": said,
	}
	if command != "validate" {
		properties["liquibase.command.contexts"], properties["liquibase.command.labelFilter"] = "production", "shop"
	}
	if err := s.installed.Run(t.Context(), t.TempDir(), command, properties); err != nil {
		return "", err
	}
	text, err := os.ReadFile(said)
	return string(text), err
}

// liquibaseIsContent has real Liquibase validate a database's record, and say
// what is pending.
func (s schemaTree) liquibaseIsContent(t *testing.T, at address, user, password string) error {
	t.Helper()
	url := fmt.Sprintf("jdbc:postgresql://%s:%d/%s?sslmode=require", at.host, at.port, at.database)
	if at.engine == mysqlEngine {
		url = fmt.Sprintf("jdbc:mariadb://%s:%d/%s?useMysqlMetadata=true&sslMode=trust", at.host, at.port, at.database)
	}
	if _, err := s.liquibase(t, "validate", url, user, password); err != nil {
		return err
	}
	said, err := s.liquibase(t, "status", url, user, password)
	if err == nil && !strings.Contains(said, "up to date") {
		err = fmt.Errorf("liquibase's status: %s", said)
	}
	return err
}

// reference is the schema of a database that real Liquibase itself updated, and
// the name of its owner.
func (s schemaTree) reference(t *testing.T, engine string) (schema []string, owner string) {
	t.Helper()
	server, err := scratch.Open(t.Context(), engine, "app")
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := server.Close(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	url, owner, password := server.JDBC()
	if _, err := s.liquibase(t, "update", url, owner, password); err != nil {
		t.Fatal(err)
	}
	if schema, err = scratch.Schema(t.Context(), server.Login()); err != nil {
		t.Fatal(err)
	}
	return schema, owner
}

// schema is what the engine's client dumps of the database.
func (a address) schema(ctx context.Context, user, password string) ([]string, error) {
	dialect, err := database.DialectOf(a.engine)
	if err != nil {
		return nil, err
	}
	return scratch.Schema(ctx, liquibase.Login{Dialect: dialect, Host: a.host, Port: a.port, Database: a.database, User: user, Password: password})
}

// dumpsAs compares what the engine's client dumps of a database with the dump of
// another one.
func dumpsAs(t *testing.T, want []string, at address, user, password string) error {
	t.Helper()
	got, err := at.schema(t.Context(), user, password)
	if err != nil || len(want) < 100 {
		return fmt.Errorf("compared with a dump of %d lines: %w", len(want), err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		return fmt.Errorf("the schema is another one (-want +got):\n%s", diff)
	}
	return nil
}

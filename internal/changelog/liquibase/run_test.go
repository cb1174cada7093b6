package liquibase_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
)

const quoting = `--liquibase formatted sql
--changeset me:1
select '${odd}';
`

// One start of a JVM shows that a property comes through whatever is in it, that
// nothing of ours is left in the folder, and where output goes.
func TestPropertiesReachLiquibaseUnchanged(t *testing.T) {
	installed := liquibasetest.Installed(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "root.sql"), []byte(quoting), 0o600); err != nil {
		t.Fatal(err)
	}
	odd := "blank, \\ # ! = : é 𝄞\ttab"
	err := installed.Run(t.Context(), dir, "update-sql", liquibase.Properties{
		"liquibase.searchPath": dir, "liquibase.command.changelogFile": "root.sql", "liquibase.outputFile": "out.sql",
		"liquibase.command.url": "offline:postgresql?changeLogFile=history.csv", "parameter.odd": odd,
	})
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.ReadFile(filepath.Join(dir, "out.sql"))
	if err != nil || !strings.Contains(string(out), "select '"+odd+"';") {
		t.Errorf("%v, got %s", err, out)
	}
	if _, err := os.Stat(filepath.Join(dir, "update-sql.properties")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the properties are left: %v", err)
	}
}

func TestErrorEndsWithWhatLiquibaseSaid(t *testing.T) {
	home, java := install(t, "4.28.0")
	script := "#!/bin/sh\necho \"$@\" >args; env >env; cat *.properties >seen; ls -l *.properties >mode\n" +
		"i=0; while [ $i -lt 3000 ]; do echo noise noise noise; i=$((i+1)); done\n" +
		"echo 'Unexpected error running Liquibase: Validation Failed:' >&2; echo '     1 changesets have validation failures' >&2; echo; echo 'Output saved to update.sql.'; exit 3\n"
	if err := os.WriteFile(filepath.Join(java, "java"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("LIQUIBASE_COMMAND_CONTEXTS", "everything")
	found, err := liquibase.Find(t.Context(), liquibase.Environment{Home: home, Path: java})
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	err = found.Run(t.Context(), dir, "update", liquibase.Properties{"liquibase.command.password": "only-for-the-file"})
	if want := "running liquibase update: exit status 3: Validation Failed:\n1 changesets have validation failures"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	for name, c := range map[string]struct {
		holds string
		is    bool
	}{
		"args": {"only-for-the-file", false}, "env": {"LIQUIBASE_COMMAND_CONTEXTS", false}, "seen": {"only-for-the-file", true}, "mode": {"-rw-------", true},
	} {
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || strings.Contains(string(text), c.holds) != c.is {
			t.Errorf("%s: %v, got %s", name, err, text)
		}
	}
}

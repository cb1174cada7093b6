package provider_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// Only the first plan of a changelog starts Liquibase and scratch databases: the
// next ones, and even the assembly of another image with the same schema, need
// neither.
func TestUnchangedChangelogStartsNoJVMAndNoServer(t *testing.T) {
	t.Setenv("LIQUIBASE_HOME", liquibasetest.Installed(t).Home())
	enginetest.Postgres(t)
	enginetest.MariaDB(t)
	startControlPlane(t, func(c *sandbox.Config) {
		c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: "orders-of-mysql", Engine: mysqlEngine})
	})
	folder := t.TempDir()
	changelog := filepath.Join(folder, "changelog.xml")
	if err := os.WriteFile(changelog, []byte(exampleChangelog), 0o600); err != nil {
		t.Fatal(err)
	}
	// images are two with one changelog, for each engine.
	images := func(attributes string) string {
		ofPostgres := strings.Replace(archiveImage(filepath.Join(folder, "orders.tar")), `source_db    = { source_db_cluster_id = "orders"`,
			fmt.Sprintf("%s\n  source_db = { source_db_cluster_id = \"orders\", liquibase_changelog_path = %q", attributes, changelog), 1)
		return ofPostgres + strings.NewReplacer(`"dbartifact_image" "orders"`, `"dbartifact_image" "mysql"`, `"orders"`, `"orders-of-mysql"`, "orders.tar", "mysql.tar").Replace(ofPostgres)
	}
	compiled := []statecheck.StateCheck{}
	for _, image := range []string{imageAddress, "dbartifact_image.mysql"} {
		compiled = append(compiled, statecheck.ExpectKnownValue(image, tfjsonpath.New("spec").AtMapKey("compiled").AtMapKey("path"), knownvalue.StringExact("changelog.json")))
	}
	jvm := filepath.Join(t.TempDir(), "started")
	scratch := filepath.Join(enginetest.Dir(t), "s")
	if err := os.Mkdir(scratch, 0o711); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", scratch) // where scratch databases are, and only those of this test
	var first, later processes
	stop := first.watch(t.Context())
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: images(""), ConfigStateChecks: compiled},
			{
				PreConfig: func() {
					stop()
					breakJava(t, jvm)
					stop = later.watch(t.Context())
				},
				Config: images(""), PlanOnly: true,
			},
			{Config: images(`labels = { team = "orders" }`), ConfigStateChecks: compiled},
		},
	})
	stop()
	for _, server := range []string{"postgres", "mariadbd"} {
		if len(first.of(server, scratch)) == 0 {
			t.Errorf("no %s was seen at the first plan: this test sees nothing", server)
		}
		for _, line := range later.of(server, scratch) {
			t.Errorf("a database server was started: %s", line)
		}
	}
	if _, err := os.Stat(jvm); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a JVM was started: %v", err)
	}
}

// of are the command lines of a program that name a folder.
func (p *processes) of(program, folder string) (lines []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for line := range p.seen {
		name, arguments, _ := strings.Cut(line, "\x00")
		if filepath.Base(name) == program && strings.Contains(arguments, folder) {
			lines = append(lines, strings.ReplaceAll(line, "\x00", " "))
		}
	}
	return lines
}

// breakJava puts a java first that notes that it was started, and fails.
func breakJava(t *testing.T, started string) {
	t.Helper()
	home := t.TempDir()
	if err := os.Mkdir(filepath.Join(home, "bin"), 0o700); err != nil {
		t.Fatal(err)
	}
	script := "#!/bin/sh\ntouch '" + started + "'\nexit 1\n"
	if err := os.WriteFile(filepath.Join(home, "bin", "java"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("JAVA_HOME", home)
}

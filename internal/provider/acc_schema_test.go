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
)

// Only the first plan of a changelog starts Liquibase: the next ones, and even
// the assembly of another image with the same schema, need no Java.
func TestUnchangedChangelogStartsNoJVM(t *testing.T) {
	t.Setenv("LIQUIBASE_HOME", liquibasetest.Installed(t).Home())
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	startSandbox(t)
	folder := t.TempDir()
	changelog := filepath.Join(folder, "changelog.xml")
	if err := os.WriteFile(changelog, []byte(exampleChangelog), 0o600); err != nil {
		t.Fatal(err)
	}
	image := func(attributes string) string {
		return strings.Replace(archiveImage(filepath.Join(folder, "orders.tar")), `source_db    = { source_db_cluster_id = "orders"`,
			fmt.Sprintf("%s\n  source_db = { source_db_cluster_id = \"orders\", liquibase_changelog_path = %q", attributes, changelog), 1)
	}
	started := filepath.Join(t.TempDir(), "started")
	compiled := tfjsonpath.New("spec").AtMapKey("compiled").AtMapKey("path")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: image(""), ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(imageAddress, compiled, knownvalue.StringExact("changelog.json")),
			}},
			{PreConfig: func() { breakJava(t, started) }, Config: image(""), PlanOnly: true},
			{Config: image(`labels = { team = "orders" }`), ConfigStateChecks: []statecheck.StateCheck{
				statecheck.ExpectKnownValue(imageAddress, compiled, knownvalue.StringExact("changelog.json")),
			}},
		},
	})
	if _, err := os.Stat(started); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a JVM was started: %v", err)
	}
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

package cli_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cli"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

var update = flag.Bool("update", false, "write the golden files anew")

func fileOf(path string, content []byte) artifact.File {
	sum := sha256.Sum256(content)
	return artifact.File{Path: path, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(content))}
}

// richArtifact is an archive with an artifact that has everything to be shown.
func richArtifact(t *testing.T) (reference string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "artifact", "testdata", "spec", "everything_given.golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := artifact.DecodeSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := artifact.Compiled{
		Version: artifact.CompiledVersion, Engine: spec.Source.Engine, Liquibase: "4.33.0",
		Changesets: []artifact.Changeset{
			{ID: "1", Author: "ann", Path: "db/root.sql", Checksum: "9:" + strings.Repeat("a", 32), Outcome: artifact.OutcomeExecuted, RunInTransaction: true, FailOnError: true, Statements: []string{"create table t (id int)"}},
			{ID: "2", Author: "bob", Path: "db/root.sql", Checksum: "9:" + strings.Repeat("b", 32), Outcome: artifact.OutcomeMarkRan, Preconditioned: true, RunInTransaction: true, FailOnError: true},
		},
	}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	contents := image.Contents{
		Changelog:    map[string][]byte{"root.sql": []byte("--liquibase formatted sql\n")},
		CloneScripts: map[string][]byte{"mask.sql": []byte("update t set id = 0;\n")}, Compiled: compiled,
	}
	spec.Changelog = &artifact.Changelog{Path: "db/root.sql", Format: "sql", Files: []artifact.File{fileOf("root.sql", contents.Changelog["root.sql"])}}
	spec.CloneScripts = []artifact.File{fileOf("mask.sql", contents.CloneScripts["mask.sql"])}
	schema := fileOf("changelog.json", compiled)
	spec.Compiled = &schema
	platform, err := image.ParsePlatform("linux/" + runtime.GOARCH)
	if err != nil {
		t.Fatal(err)
	}
	inside, err := image.OpenRuntime(program, platform, usercache.Folder{})
	if err != nil {
		t.Fatal(err)
	}
	built, err := image.Build(image.Input{
		Spec: spec, Files: contents.Files(), Runtimes: []*image.Runtime{inside}, Contact: "Team Orders",
		Annotations: map[string]string{"org.opencontainers.image.version": "1.2.0"}, Labels: map[string]string{"team": "orders"},
	})
	if err != nil {
		t.Fatal(err)
	}
	stored, err := imagestore.NewArchive(filepath.Join(t.TempDir(), "rich.tar")).Put(t.Context(), "rich:v1", built.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	return stored.Reference
}

func TestInspectShowsWhatIsInside(t *testing.T) {
	reference := richArtifact(t)
	inspect := func(flags ...string) string {
		var stdout, stderr bytes.Buffer
		args := append([]string{"inspect", reference}, flags...)
		if code := cli.Run(t.Context(), args, cli.Process{Stdout: &stdout, Stderr: &stderr}); code != cli.ExitOK {
			t.Fatalf("exit code %d: %s", code, &stderr)
		}
		return stdout.String()
	}
	got := regexp.MustCompile(`oci-archive:\S*rich`).ReplaceAllString(inspect(), "oci-archive:rich")
	got = regexp.MustCompile(`[0-9a-f]{64}`).ReplaceAllString(got, "DIGEST") // of a program that every commit changes
	got = regexp.MustCompile(`linux/\w+`).ReplaceAllString(got, "linux/HERE")
	file := filepath.Join("testdata", "inspect.golden.txt")
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("it shows something else (-want +got):\n%s", diff)
	}

	var machine struct {
		Reference string
		Platforms []string
		Labels    map[string]string
		Schema    artifact.Compiled
	}
	if err := json.Unmarshal([]byte(inspect("--json")), &machine); err != nil {
		t.Fatal(err)
	}
	if machine.Reference != reference || len(machine.Schema.Changesets) != 2 || len(machine.Platforms) != 1 || machine.Labels[artifact.LabelContact] != "Team Orders" {
		t.Errorf("as JSON it shows %+v", machine)
	}
}

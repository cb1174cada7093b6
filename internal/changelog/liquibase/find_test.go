package liquibase_test

import (
	"archive/zip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// install makes a folder that looks like an installation of a version, and one
// with a java.
func install(t *testing.T, version string) (home, java string) {
	t.Helper()
	home, java = t.TempDir(), t.TempDir()
	jar := filepath.Join(home, "internal", "lib", "liquibase-core.jar")
	if err := os.MkdirAll(filepath.Dir(jar), 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(jar)
	if err != nil {
		t.Fatal(err)
	}
	archive := zip.NewWriter(f)
	w, err := archive.Create("liquibase.build.properties")
	if err == nil {
		_, err = w.Write([]byte("build.number=1\nbuild.version=" + version + "\n"))
	}
	if err := errors.Join(err, archive.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	for _, program := range []string{filepath.Join(home, "liquibase"), filepath.Join(java, "java")} {
		if err := os.WriteFile(program, []byte("#!/bin/sh\nexit 1\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return home, java
}

func TestInstallationIsFoundWithItsVersionAndNotStarted(t *testing.T) {
	home, java := install(t, "4.28.0")
	links := t.TempDir()
	if err := os.Symlink(filepath.Join(home, "liquibase"), filepath.Join(links, "liquibase")); err != nil {
		t.Fatal(err)
	}
	brew := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(brew, "bin"), 0o700), os.Symlink(home, filepath.Join(brew, "libexec")),
		os.WriteFile(filepath.Join(brew, "bin", "liquibase"), nil, 0o700)); err != nil {
		t.Fatal(err)
	}
	list := func(dirs ...string) string { return strings.Join(dirs, string(filepath.ListSeparator)) }
	for name, e := range map[string]liquibase.Environment{
		"LIQUIBASE_HOME":   {Home: home, Path: java},
		"the command":      {Path: list(home, java)},
		"a link to it":     {Path: list("", t.TempDir(), links, java)},
		"Homebrew's":       {Path: list(filepath.Join(brew, "bin"), java)},
		"with JAVA_HOME":   {Home: home, JavaHome: withBin(t, java)},
		"home before PATH": {Home: home, Path: list(t.TempDir(), java)},
	} {
		found, err := liquibase.Find(t.Context(), e)
		if err != nil || found.Version() != "4.28.0" {
			t.Errorf("%s: got %+v, %v", name, found, err)
		}
	}
}

func withBin(t *testing.T, java string) string {
	t.Helper()
	home := t.TempDir()
	if err := os.Symlink(java, filepath.Join(home, "bin")); err != nil {
		t.Fatal(err)
	}
	return home
}

func TestMissingInstallationSaysWhatToDo(t *testing.T) {
	home, java := install(t, "4.28.0")
	old, _ := install(t, "3.10.3")
	bare := t.TempDir()
	if err := os.WriteFile(filepath.Join(bare, "liquibase"), nil, 0o700); err != nil {
		t.Fatal(err)
	}
	down, err := imagestore.NewEngine(imagestore.EngineConfig{Host: "unix://" + filepath.Join(bare, "docker.sock")})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		e    liquibase.Environment
		want error
		says string
	}{
		"nothing":            {liquibase.Environment{Path: java}, liquibase.ErrNotInstalled, "no command liquibase on PATH"},
		"wrong home":         {liquibase.Environment{Home: bare, Path: java}, liquibase.ErrNotInstalled, "LIQUIBASE_HOME is"},
		"no Java":            {liquibase.Environment{Home: home}, liquibase.ErrNotInstalled, "no java to run it"},
		"command by itself":  {liquibase.Environment{Path: bare}, liquibase.ErrNotInstalled, "set LIQUIBASE_HOME"},
		"nothing, no Engine": {liquibase.Environment{Path: java, Containers: down}, liquibase.ErrNotInstalled, "its container image is of no help: connecting to the Docker Engine at "},
		"wrong home, Engine": {liquibase.Environment{Home: bare, Path: java, Containers: down}, liquibase.ErrNotInstalled, "which has no "},
		"too old":            {liquibase.Environment{Home: old, Path: java}, errors.ErrUnsupported, "3.10.3"},
	} {
		_, err := liquibase.Find(t.Context(), c.e)
		if !errors.Is(err, c.want) || !strings.HasPrefix(failure.Hint(err), "Changelogs are compiled by real Liquibase") || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

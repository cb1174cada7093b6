package build_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
)

func TestCloneScriptsTravelInTheirOrder(t *testing.T) {
	dir := t.TempDir()
	var paths []string
	for _, name := range []string{"z.sql", "a.sql"} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte("update customers set name = '"+name+"'"), 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	digest := func(paths ...string) (inputs, masking string) {
		c := config()
		c.SourceDB.CloneScripts = paths
		in, err := build.ReadInputs(c, nil, compile.Compiler{})
		if err != nil {
			t.Fatal(err)
		}
		spec, err := in.Resolve(t.Context(), source(t))
		if err != nil {
			t.Fatal(err)
		}
		return in.Digest(), spec.MaskingDigest()
	}
	inputs, masking := digest(paths...)
	turned, maskingTurned := digest(paths[1], paths[0])
	if none, nothing := digest(); inputs == turned || masking == maskingTurned || inputs == none || nothing != "" {
		t.Error("scripts, or their order, make no difference")
	}
	c := config()
	c.SourceDB.CloneScripts = []string{paths[0], paths[0]}
	if _, err := build.ReadInputs(c, nil, compile.Compiler{}); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("twice the same: %v", err)
	}
	c.SourceDB.CloneScripts = []string{filepath.Join(dir, "missing.sql")}
	if _, err := build.ReadInputs(c, nil, compile.Compiler{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing one: %v", err)
	}
}

package artifact_test

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

func resolved(t *testing.T, edit func(*artifact.TargetDB), source func(*artifact.Source)) artifact.Spec {
	t.Helper()
	s := orders()
	if source != nil {
		source(&s)
	}
	spec, err := artifact.Resolve(configure(edit), artifact.Discovery{Source: s}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestSpecSurvivesItsCanonicalForm(t *testing.T) {
	files, err := filepath.Glob("testdata/spec/*.golden.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files to read: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		spec, err := artifact.DecodeSpec(text)
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		first, err := spec.Canonical()
		if err != nil {
			t.Fatal(err)
		}
		again, err := artifact.DecodeSpec(first)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(spec, again); diff != "" {
			t.Errorf("%s: lost on the way:\n%s", file, diff)
		}
		digest, err := again.Digest()
		if err != nil || digest != artifact.DigestOf(first) {
			t.Errorf("%s: digest %q, %v, want %q", file, digest, err, artifact.DigestOf(first))
		}
	}
}

func TestCanonicalSortsMembersAndKeepsCharacters(t *testing.T) {
	spec := resolved(t, func(c *artifact.TargetDB) { c.DBParameterGroupName = "a" }, func(s *artifact.Source) { s.MasterUsername = "a<b&c>" })
	text, err := spec.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(text), `{"min_provider_version":"0.1.0","source":{"account_id":"123456789012"`) {
		t.Errorf("got %s, want sorted members", text)
	}
	if !strings.Contains(string(text), "a<b&c>") || strings.ContainsAny(string(text), "\n\t") {
		t.Errorf("got %s, want no escapes and no white space", text)
	}
}

func TestDecodeSpecRefuses(t *testing.T) {
	spec := resolved(t, nil, nil)
	text, err := spec.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	edited := func(edit func(map[string]any)) []byte {
		var generic map[string]any
		if err := json.Unmarshal(text, &generic); err != nil {
			t.Fatal(err)
		}
		edit(generic)
		out, err := json.Marshal(generic)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	put := func(m map[string]any, object, member string, value any) {
		nested, ok := m[object].(map[string]any)
		if !ok {
			t.Fatalf("%s is a %T", object, m[object])
		}
		nested[member] = value
	}
	changelog := func(path string) map[string]any {
		return map[string]any{"path": "root.xml", "format": "xml", "files": []any{
			map[string]any{"path": path, "sha256": strings.Repeat("a", 64), "size": 1},
		}}
	}
	for _, tc := range []struct {
		name, want string
		text       []byte
	}{
		{"no JSON", "invalid character", []byte("x")},
		{"a second value", "after top-level value", append(slices.Clip(text), "{}"...)},
		{"an unknown member", `unknown field "target_dbs"`, edited(func(m map[string]any) { m["target_dbs"] = 1 })},
		{"a terminal's escape", "control characters", edited(func(m map[string]any) { put(m, "source", "cluster_id", "\x1b[2J") })},
		{"no version", "version is 0", edited(func(m map[string]any) { delete(m, "version") })},
		{"another database", "source.engine", edited(func(m map[string]any) { put(m, "source", "engine", "mysql") })},
		{"no ARN", "source.cluster_arn", edited(func(m map[string]any) { put(m, "source", "cluster_arn", "orders") })},
		{"a million instances", "target.instance_count", edited(func(m map[string]any) { put(m, "target", "instance_count", 1_000_000) })},
		{"a path upwards", `path "../x"`, edited(func(m map[string]any) { m["changelog"] = changelog("../x") })},
		{"a path from the root", `path "/etc/passwd"`, edited(func(m map[string]any) { m["changelog"] = changelog("/etc/passwd") })},
		{"a path with detours", `path "a/../b"`, edited(func(m map[string]any) { m["changelog"] = changelog("a/../b") })},
		{"too much text", "at most 2097152 are read", make([]byte, artifact.MaxSpecSize+1)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := artifact.DecodeSpec(tc.text)
			expectProblem(t, err, tc.want)
		})
	}
}

func TestDecodeSpecOfALaterVersionSaysWhichReleaseReadsIt(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{`{"version":7,"min_provider_version":"1.4.0","what":"ever"}`, "release 1.4.0 or later"},
		{`{"version":7,"min_provider_version":"\u001b[2J"}`, "a later release of terraform-provider-dbartifact reads it"},
	} {
		_, err := artifact.DecodeSpec([]byte(tc.text))
		if !errors.Is(err, artifact.ErrSpecTooNew) {
			t.Fatalf("got %v, want ErrSpecTooNew", err)
		}
		expectProblem(t, err, tc.want)
		if !strings.HasPrefix(failure.Hint(err), "Upgrade terraform-provider-dbartifact") {
			t.Errorf("got the hint %q", failure.Hint(err))
		}
	}
}

func FuzzDecodeSpec(f *testing.F) {
	files, err := filepath.Glob("testdata/spec/*.golden.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		spec, err := artifact.DecodeSpec(text)
		if err != nil {
			return
		}
		canonical, err := spec.Canonical()
		if err != nil {
			t.Fatalf("it was read and cannot be written: %v", err)
		}
		again, err := artifact.DecodeSpec(canonical)
		if err != nil {
			t.Fatalf("its canonical form cannot be read: %v", err)
		}
		if diff := cmp.Diff(spec, again); diff != "" {
			t.Errorf("lost on the way:\n%s", diff)
		}
	})
}

package provider

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

func TestPinnedDigestIsTakenOnlyFromTheEnd(t *testing.T) {
	digest := "sha256:" + strings.Repeat("ab", 32)
	for reference, want := range map[string]string{
		"db-artifact:latest":                          "",
		"db-artifact:latest@" + digest:                digest,
		"oci-archive:/tmp/a@b/image.tar@" + digest:    digest,
		"oci-archive:/tmp/image.tar":                  "",
		"host/name@sha256:../../../../etc/passwd":     "",
		"host/name@sha256:" + strings.Repeat("G", 64): "",
		digest: digest,
	} {
		if got := pinnedDigest(reference); got != want {
			t.Errorf("%s: got %q, want %q", reference, got, want)
		}
	}
}

func TestSpecificationsReachOtherProcessesThroughTheFolder(t *testing.T) {
	reference := "db-artifact:latest@sha256:" + strings.Repeat("0", 64)
	text, err := os.ReadFile(filepath.Join("..", "artifact", "testdata", "spec", "all_from_the_source.golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := artifact.DecodeSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	folder := usercache.At(t.TempDir(), maxCachedSpecs)
	one := &specCache{memory: map[string]artifact.Spec{}, folder: folder}
	one.put(reference, want)

	another := &specCache{memory: map[string]artifact.Spec{}, folder: folder}
	got, ok := another.get(reference)
	if !ok || !cmp.Equal(want, got) {
		t.Errorf("got %+v, %v", got, ok)
	}
	if _, ok := another.get("db-artifact:latest"); ok {
		t.Error("a tag was answered from the cache, though it may mean another image by now")
	}
}

package imagestore_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestRegistryListsWhatRefersToAnImage asks as any other client would. Debian's
// registry has no referrers API, so the tag that stands in for it has to be there.
func TestRegistryListsWhatRefersToAnImage(t *testing.T) {
	at := registryAt(storetest.Registry(t))
	img := storetest.Image(t, 60)
	note := storetest.Referrer(t, img)
	stored, err := at.Store.Put(t.Context(), at.Name, img, note)
	if err != nil {
		t.Fatal(err)
	}
	ref, err := name.NewTag(at.Name)
	if err != nil {
		t.Fatal(err)
	}
	subject := ref.Context().Digest(stored.Digest)
	index, err := remote.Referrers(subject, remote.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	list, err := index.IndexManifest()
	if err != nil {
		t.Fatal(err)
	}
	want, err := note.Digest()
	if err != nil {
		t.Fatal(err)
	}
	if len(list.Manifests) != 1 || list.Manifests[0].Digest != want || list.Manifests[0].ArtifactType != "application/vnd.example.note" {
		t.Fatalf("got %+v, want %s", list.Manifests, want)
	}
	pulled, err := remote.Image(ref.Context().Digest(want.String()), remote.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	if got := noteOf(t, pulled); got != "a note" {
		t.Errorf("it holds %q", got)
	}
	tags, err := remote.List(ref.Context(), remote.WithContext(t.Context()))
	if err != nil || len(tags) != 2 {
		t.Errorf("got the tags %v, %v, want the image's and the one of its referrers", tags, err)
	}
}

func TestArchiveHoldsWhatRefersToAnImage(t *testing.T) {
	skopeo := need(t, "skopeo")
	at := archive(t)
	img := storetest.Image(t, 61)
	stored, err := at.Store.Put(t.Context(), at.Name, img, storetest.Referrer(t, img))
	if err != nil {
		t.Fatal(err)
	}
	reference, _, _ := strings.Cut(stored.Reference, "@")
	_, tag, _ := strings.Cut(at.Name, ":")
	out, err := exec.CommandContext(t.Context(), skopeo, "inspect", reference+":"+tag).Output()
	if err != nil {
		t.Fatalf("skopeo inspect: %v", err)
	}
	var seen struct{ Digest string }
	if err := json.Unmarshal(out, &seen); err != nil || seen.Digest != stored.Digest {
		t.Errorf("skopeo sees %+v, %v, want %s", seen, err, stored.Digest)
	}
	folder := filepath.Join(t.TempDir(), "layout")
	unpack := exec.CommandContext(t.Context(), "tar", "--extract", "--one-top-level="+folder, "--file="+strings.TrimPrefix(reference, "oci-archive:"))
	if out, err := unpack.CombinedOutput(); err != nil {
		t.Fatalf("tar: %v\n%s", err, out)
	}
	text, err := os.ReadFile(filepath.Join(folder, "index.json"))
	if err != nil {
		t.Fatal(err)
	}
	var index v1.IndexManifest
	if err := json.Unmarshal(text, &index); err != nil {
		t.Fatal(err)
	}
	put(t, at, img)
	if out, err := exec.CommandContext(t.Context(), skopeo, "inspect", reference).CombinedOutput(); err != nil {
		t.Errorf("what is no longer wanted is still there: %v\n%s", err, out)
	}
	if len(index.Manifests) != 2 || index.Manifests[1].ArtifactType != "application/vnd.example.note" {
		t.Errorf("the archive's index lists %+v", index.Manifests)
	}
}

func TestSkopeoReadsAnIndexInAnArchive(t *testing.T) {
	skopeo := need(t, "skopeo")
	at := archive(t)
	stored := put(t, at, storetest.Index(t, 62))
	reference, _, _ := strings.Cut(stored.Reference, "@")
	for _, machine := range []string{"amd64", "arm64"} {
		out, err := exec.CommandContext(t.Context(), skopeo, "inspect", "--override-os=linux", "--override-arch="+machine, reference).Output()
		if err != nil {
			t.Fatalf("skopeo inspect: %v", err)
		}
		var seen struct{ Digest, Architecture string }
		if err := json.Unmarshal(out, &seen); err != nil || seen.Architecture != machine || seen.Digest != stored.Digest {
			t.Errorf("skopeo sees %+v, %v, want %s of %s", seen, err, machine, stored.Digest)
		}
	}
	if _, err := (imagestore.Places{}).Image(t.Context(), stored.Reference, v1.Platform{OS: "linux", Architecture: "arm64"}); err != nil {
		t.Error(err)
	}
}

func noteOf(t *testing.T, img v1.Image) string {
	t.Helper()
	layers, err := img.Layers()
	if err != nil || len(layers) != 1 {
		t.Fatalf("the artifact has %d blobs, %v", len(layers), err)
	}
	content, err := layers[0].Compressed()
	if err != nil {
		t.Fatal(err)
	}
	defer content.Close()
	text, err := io.ReadAll(content)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestRegistryThatTakesNothingButImagesSaysWhatToDo refuses the artifact's manifest
// and lets everything else through.
func TestRegistryThatTakesNothingButImagesSaysWhatToDo(t *testing.T) {
	img := storetest.Image(t, 63)
	note := storetest.Referrer(t, img)
	refused, err := note.Digest()
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: storetest.Registry(t)})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPut && strings.HasSuffix(r.URL.Path, "/manifests/"+refused.String()) {
			http.Error(w, `{"errors":[{"code":"MANIFEST_INVALID"}]}`, http.StatusBadRequest)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	defer server.Close()
	at := registryAt(strings.TrimPrefix(server.URL, "http://"))
	_, err = at.Store.Put(t.Context(), at.Name, img, note)
	if err == nil || !strings.Contains(err.Error(), "MANIFEST_INVALID") || !strings.Contains(failure.Hint(err), "sbom = false") {
		t.Errorf("got %v with the hint %q", err, failure.Hint(err))
	}
	if _, err := at.Store.Find(t.Context(), at.Name); err != nil {
		t.Errorf("the image itself is not there: %v", err)
	}
}

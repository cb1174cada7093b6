package imagestore_test

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

func TestArchiveIsTheSameFileForTheSameImage(t *testing.T) {
	img := storetest.Image(t, 30)
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "image.tar")
		if _, err := imagestore.NewArchive(path).Put(t.Context(), "orders:v1", img); err != nil {
			t.Fatal(err)
		}
		var err error
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) {
		t.Error("two archives of one image differ")
	}
}

func TestArchiveIsWrittenOnlyWhenItChanges(t *testing.T) {
	path := filepath.Join(t.TempDir(), "image.tar")
	a, img := imagestore.NewArchive(path), storetest.Image(t, 31)
	inode := func(name string) os.FileInfo {
		if _, err := a.Put(t.Context(), name, img); err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	first := inode("orders:v1")
	if !os.SameFile(first, inode("orders:v1")) {
		t.Error("the same image was written again")
	}
	if os.SameFile(first, inode("orders:v2")) {
		t.Error("a new name was not written")
	}
}

func TestSkopeoReadsTheArchive(t *testing.T) {
	skopeo := need(t, "skopeo")
	at := archive(t)
	img := storetest.Image(t, 32)
	stored := put(t, at, img)
	reference, _, _ := strings.Cut(stored.Reference, "@")
	out, err := exec.CommandContext(t.Context(), skopeo, "inspect", reference).CombinedOutput()
	if err != nil {
		t.Fatalf("skopeo inspect: %v\n%s", err, out)
	}
	var seen struct {
		Digest string
		Layers []string
	}
	if err := json.Unmarshal(out, &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Digest != stored.Digest || len(seen.Layers) != 2 {
		t.Errorf("skopeo sees %+v, want %s with two layers", seen, stored.Digest)
	}
}

func TestDockerLoadsTheArchive(t *testing.T) {
	at := engine(t)
	docker := need(t, "docker")
	img := storetest.Image(t, 33)
	path := filepath.Join(t.TempDir(), "image.tar")
	if _, err := imagestore.NewArchive(path).Put(t.Context(), at.Name, img); err != nil {
		t.Fatal(err)
	}
	want, err := at.Store.Predict(at.Name, img)
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), docker, "load", "--input", path).CombinedOutput(); err != nil {
		t.Fatalf("docker load: %v\n%s", err, out)
	}
	if got := put(t, at, img); got != want {
		t.Errorf("the Engine has %+v, want %+v", got, want)
	}
}

func TestArchiveLeavesOtherFilesAlone(t *testing.T) {
	for _, tc := range []struct {
		name, want string
		content    []byte
	}{
		{"a text", "reading it as a tar file", []byte(strings.Repeat("precious\n", 100))},
		{"another tar file", "index.json is missing", tarFile(t, map[string]string{"precious": "data"})},
		{"an empty file", "index.json is missing", nil},
		{"an index of nothing", "it holds 0 images", tarFile(t, map[string]string{"index.json": `{"schemaVersion":2,"manifests":[]}`})},
		{"an index without its blob", "is missing", tarFile(t, map[string]string{"index.json": index(strings.Repeat("a", 64), 1)})},
		{"a blob that is not its digest", "has the digest", tarFile(t, map[string]string{
			"index.json": index(strings.Repeat("a", 64), 2), "blobs/sha256/" + strings.Repeat("a", 64): "{}",
		})},
		{"a manifest without its layers", "missing or cut short", withManifest(t, `{"schemaVersion":2,"config":{"digest":"sha256:`+strings.Repeat("b", 64)+`","size":7}}`)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "image.tar")
			if err := os.WriteFile(path, tc.content, 0o600); err != nil {
				t.Fatal(err)
			}
			a := imagestore.NewArchive(path)
			_, put := a.Put(t.Context(), "orders:v1", storetest.Image(t, 34))
			_, _, open := a.Open(t.Context(), "orders:v1")
			remove := a.Remove(t.Context(), "orders:v1")
			for op, err := range map[string]error{"Put": put, "Open": open, "Remove": remove} {
				if err == nil || !strings.Contains(err.Error(), tc.want) || !strings.Contains(failure.Hint(err), "left as it is") {
					t.Errorf("%s: got %v with the hint %q, want %q", op, err, failure.Hint(err), tc.want)
				}
			}
			if left, err := os.ReadFile(path); err != nil || !bytes.Equal(left, tc.content) {
				t.Errorf("the file was touched: %v", err)
			}
		})
	}
}

func TestArchiveLeavesNothingBehindWhenItCannotBeWritten(t *testing.T) {
	dir := t.TempDir()
	a := imagestore.NewArchive(filepath.Join(dir, "image.tar"))
	if _, err := a.Put(t.Context(), "orders:v1", broken(t, storetest.Image(t, 35))); err == nil {
		t.Fatal("an image that cannot be read was stored")
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestArchiveReferenceNamesItsFile(t *testing.T) {
	at := archive(t)
	put(t, at, storetest.Image(t, 36))
	if _, err := at.Store.Find(t.Context(), "oci-archive:/elsewhere.tar"); err == nil || !strings.Contains(err.Error(), "/elsewhere.tar") {
		t.Errorf("got %v, want another archive's reference to be refused", err)
	}
}

func index(digest string, size int) string {
	return fmt.Sprintf(`{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%d}]}`, digest, size)
}

func withManifest(t *testing.T, manifest string) []byte {
	t.Helper()
	sum := sha256.Sum256([]byte(manifest))
	digest := hex.EncodeToString(sum[:])
	return tarFile(t, map[string]string{"index.json": index(digest, len(manifest)), "blobs/sha256/" + digest: manifest})
}

func tarFile(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	tw := tar.NewWriter(&out)
	for name, text := range files {
		if err := tw.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: int64(len(text)), Mode: 0o755}); err != nil {
			t.Fatal(err)
		}
		if _, err := tw.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := tw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func need(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("looking for %s: %v", program, err)
		}
		t.Skipf("looking for %s: %v", program, err)
	}
	return path
}

func TestArchiveReferenceIsTheSameInEveryCheckout(t *testing.T) {
	img := storetest.Image(t, 1)
	var references []string
	for range 2 {
		t.Chdir(t.TempDir())
		stored, err := imagestore.NewArchive("./images//orders.tar").Put(t.Context(), storetest.UniqueName(), img)
		if err != nil {
			t.Fatal(err)
		}
		references = append(references, stored.Reference)
		if _, _, err := (imagestore.Places{}).Open(t.Context(), stored.Reference); err != nil {
			t.Errorf("the reference does not open: %v", err)
		}
	}
	if references[0] != references[1] {
		t.Errorf("two checkouts have two references: %v", references)
	}
}

package provider_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// threeStores is one artifact in each store, published under names of its own.
type threeStores struct{ engine, registry, archive string }

func (s threeStores) config() string {
	var b strings.Builder
	for store, where := range map[string]string{
		"docker": fmt.Sprintf("name = %q", s.engine), "registry": fmt.Sprintf("name = %q", s.registry), "archive": fmt.Sprintf("archive_path = %q", s.archive),
	} {
		fmt.Fprintf(&b, `
resource "dbartifact_image" %q {
  store       = %q
  source_db   = { source_db_cluster_id = "orders" }
  target_db   = { instance_type = "db.t4g.medium" }
  contact     = "#orders-dba"
  annotations = { "org.opencontainers.image.version" = "1.2.0" }
  %s
}
`, store, store, where)
	}
	return b.String()
}

// identity is what an image is known by.
type identity struct {
	Digest         string `json:"digest"`
	ImageID        string `json:"image_id"`
	ArtifactDigest string `json:"artifact_digest"`
}

// images reads the images' identities out of a plan or a state, by store.
func (w *workspace) images(t *testing.T, show ...string) map[string]identity {
	t.Helper()
	type values struct {
		RootModule struct {
			Resources []struct {
				Name   string   `json:"name"`
				Values identity `json:"values"`
			} `json:"resources"`
		} `json:"root_module"`
	}
	var shown struct {
		Planned values `json:"planned_values"`
		Values  values `json:"values"`
	}
	if err := json.Unmarshal([]byte(w.run(t, append([]string{"show", "-json"}, show...)...)), &shown); err != nil {
		t.Fatal(err)
	}
	found := map[string]identity{}
	for _, r := range append(shown.Planned.RootModule.Resources, shown.Values.RootModule.Resources...) {
		found[r.Name] = r.Values
	}
	if len(found) != 3 {
		t.Fatalf("got %v, want three images", found)
	}
	return found
}

// TestOneConfigurationGivesOneImage builds the same in two folders, with Terraform
// and with the command line, for all three stores: it is one image, known at plan.
func TestOneConfigurationGivesOneImage(t *testing.T) {
	startSandbox(t)
	const secret = "nobody-shall-find-this-key"
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
	engine, registry := storetest.Engine(t), storetest.Registry(t)
	t.Setenv("DOCKER_HOST", engine)
	stores := threeStores{storetest.UniqueName(), registry + "/here/orders:v1", "orders.tar"}
	here := newWorkspace(t, stores.config())
	here.run(t, "plan", "-out=plan")
	planned := here.images(t, "plan")
	want := planned["registry"]
	here.run(t, "apply", "plan")
	defer here.run(t, "destroy", "-auto-approve")

	elsewhere := newWorkspace(t, threeStores{storetest.UniqueName(), registry + "/there/orders:v2", "copies/other.tar"}.config())
	elsewhere.run(t, "plan", "-out=plan")
	for origin, images := range map[string]map[string]identity{
		"planned": planned, "applied": here.images(t), "planned in another folder": elsewhere.images(t, "plan"),
	} {
		for store, got := range images {
			if got != want {
				t.Errorf("%s for %s: got %+v, want %+v", origin, store, got, want)
			}
		}
	}
	here.write(t, "orders.ini", exampleINI)
	for store, arguments := range map[string][]string{
		"docker":   {"--name=" + stores.engine},
		"registry": {"--name=" + registry + "/cli/orders:v1"},
		"archive":  {"--archive-path=cli.tar"},
	} {
		var got identity
		text := here.program(t, append([]string{
			"build", "orders.ini", "--json", "--store=" + store, "--contact=#orders-dba", "--annotation=org.opencontainers.image.version=1.2.0",
		}, arguments...)...)
		if err := json.Unmarshal([]byte(text), &got); err != nil {
			t.Fatalf("%v in %s", err, text)
		}
		if got.ImageID != want.ImageID || got.ArtifactDigest != want.ArtifactDigest || got.Digest != "" && got.Digest != want.Digest {
			t.Errorf("the command line for %s: got %+v, want %+v", store, got, want)
		}
	}
	seenBySkopeo(t, want, map[string][]string{
		"docker-daemon:" + stores.engine:                              {"--daemon-host=" + engine},
		"docker://" + stores.registry:                                 {"--tls-verify=false"},
		"oci-archive:" + filepath.Join(here.dir, "orders.tar:latest"): nil,
	})
	noSecret(t, secret, stores.engine)
	hasBillOfMaterials(t, stores.registry, want.Digest)
}

// hasBillOfMaterials asks the registry what refers to the image.
func hasBillOfMaterials(t *testing.T, reference, digest string) {
	t.Helper()
	tag, err := name.NewTag(reference)
	if err != nil {
		t.Fatal(err)
	}
	index, err := remote.Referrers(tag.Context().Digest(digest), remote.WithContext(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	list, err := index.IndexManifest()
	if err != nil || len(list.Manifests) != 1 || list.Manifests[0].ArtifactType != image.SBOMType {
		t.Errorf("what refers to the image is %+v, %v, want its bill of materials", list, err)
	}
}

func seenBySkopeo(t *testing.T, want identity, references map[string][]string) {
	t.Helper()
	skopeo, err := exec.LookPath("skopeo")
	if err != nil {
		missing(t, "skopeo is not on the PATH")
	}
	for reference, flags := range references {
		out, err := exec.CommandContext(t.Context(), skopeo, append(append([]string{"inspect"}, flags...), reference)...).Output()
		if err != nil {
			t.Errorf("skopeo inspect %s: %v", reference, err)
			continue
		}
		var seen struct {
			Digest string
			Labels map[string]string
		}
		if err := json.Unmarshal(out, &seen); err != nil {
			t.Fatal(err)
		}
		if got := seen.Labels["io.dbartifact.artifact-digest"]; got != want.ArtifactDigest {
			t.Errorf("%s: skopeo sees the artifact %q, want %s", reference, got, want.ArtifactDigest)
		}
		if !strings.HasPrefix(reference, "docker-daemon:") && seen.Digest != want.Digest {
			t.Errorf("%s: skopeo sees %s, want %s", reference, seen.Digest, want.Digest)
		}
	}
}

// noSecret looks at all that docker tells of an image, and at all that is in it.
func noSecret(t *testing.T, secret, name string) {
	t.Helper()
	for _, arguments := range [][]string{{"inspect", name}, {"history", "--no-trunc", name}, {"save", name}} {
		out, err := exec.CommandContext(t.Context(), "docker", arguments...).Output()
		if err != nil {
			t.Fatalf("docker %v: %v", arguments, err)
		}
		if bytes.Contains(out, []byte(secret)) {
			t.Errorf("docker %v shows the secret", arguments)
		}
	}
}

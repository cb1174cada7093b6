package provider_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// publishedArtifact is an artifact for two platforms, with a compiled schema of one
// changeset.
func publishedArtifact(t *testing.T) *image.Built {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "artifact", "testdata", "spec", "all_from_the_source.golden.json"))
	if err != nil {
		t.Fatal(err)
	}
	spec, err := artifact.DecodeSpec(text)
	if err != nil {
		t.Fatal(err)
	}
	compiled, err := artifact.Compiled{
		Version: artifact.CompiledVersion, Engine: spec.Source.Engine, Changesets: []artifact.Changeset{{
			ID: "1", Author: "ann", Path: "changelog.sql", Checksum: "9:" + strings.Repeat("0", 32), Outcome: artifact.OutcomeExecuted,
			RunInTransaction: true, FailOnError: true, Statements: []string{"create table orders (id int)"},
		}},
	}.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(compiled)
	spec.Compiled = &artifact.File{Path: "changelog.json", SHA256: hex.EncodeToString(sum[:]), Size: int64(len(compiled))}
	in := image.Input{
		Spec: spec, Files: image.Contents{Compiled: compiled}.Files(), Contact: "#orders-dba",
		Labels: map[string]string{"team": "orders"}, Annotations: map[string]string{"org.opencontainers.image.version": "1.2.0"},
	}
	for _, name := range []string{"linux/amd64", "linux/arm64"} {
		p, err := image.ParsePlatform(name)
		if err != nil {
			t.Fatal(err)
		}
		runtime, err := image.OpenRuntime(imagetest.Runtime(t, name), p, usercache.Folder{})
		if err != nil {
			t.Fatal(err)
		}
		in.Runtimes = append(in.Runtimes, runtime)
	}
	built, err := image.Build(in)
	if err != nil {
		t.Fatal(err)
	}
	return built
}

// accessLog stands before a registry and notes what is fetched from it.
type accessLog struct {
	mu    sync.Mutex
	blobs []string
}

func (l *accessLog) watch(t *testing.T, registry string) (host string) {
	t.Helper()
	proxy := httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: registry})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, digest, ok := strings.Cut(r.URL.Path, "/blobs/"); ok {
			l.mu.Lock()
			l.blobs = append(l.blobs, digest)
			l.mu.Unlock()
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

func (l *accessLog) take() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	blobs := slices.Compact(slices.Sorted(slices.Values(l.blobs)))
	l.blobs = nil
	return blobs
}

// TestADataSourceTellsWhatIsInsideAndPullsNoLayer reads one artifact from a registry
// and from an archive; the registry's log shows what that took.
func TestADataSourceTellsWhatIsInsideAndPullsNoLayer(t *testing.T) {
	useSandbox(t, "http://127.0.0.1:1") // no AWS is asked
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "nowhere.sock"))
	registry, built := storetest.Registry(t), publishedArtifact(t)
	pushed := put(t, imagestore.NewRegistry(imagestore.RegistryConfig{}), registry+"/team/orders:v1", built)
	archived := put(t, imagestore.NewArchive(filepath.Join(t.TempDir(), "orders.tar")), "orders:v1", built)
	var log accessLog
	behind := log.watch(t, registry)
	config := func(name, reference, more string) string {
		return fmt.Sprintf("data \"dbartifact_image\" %q {\n  image = %q\n  %s\n}\n", name, reference, more)
	}
	checks := func(name string, more map[string]knownvalue.Check) []statecheck.StateCheck {
		all := map[string]knownvalue.Check{
			"digest": knownvalue.StringExact(pushed.Digest), "image_id": knownvalue.StringExact(pushed.ImageID),
			"contact": knownvalue.StringExact("#orders-dba"), "changesets": knownvalue.Null(),
			"platforms":   knownvalue.ListExact([]knownvalue.Check{knownvalue.StringExact("linux/amd64"), knownvalue.StringExact("linux/arm64")}),
			"labels":      knownvalue.MapPartial(map[string]knownvalue.Check{"team": knownvalue.StringExact("orders")}),
			"annotations": knownvalue.MapPartial(map[string]knownvalue.Check{"org.opencontainers.image.version": knownvalue.StringExact("1.2.0")}),
		}
		maps.Copy(all, more)
		var out []statecheck.StateCheck
		for attribute, check := range all {
			out = append(out, statecheck.ExpectKnownValue("data.dbartifact_image."+name, tfjsonpath.New(attribute), check))
		}
		return append(out, statecheck.ExpectKnownValue("data.dbartifact_image."+name,
			tfjsonpath.New("spec").AtMapKey("source").AtMapKey("engine"), knownvalue.StringExact("aurora-postgresql")))
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{
				Config: config("pushed", behind+"/team/orders:v1", ""),
				ConfigStateChecks: checks("pushed", map[string]knownvalue.Check{
					"reference": knownvalue.StringExact(behind + "/team/orders:v1@" + pushed.Digest),
				}),
			},
			{
				PreConfig: func() {
					if got := log.take(); !slices.Equal(got, []string{pushed.ImageID}) {
						t.Errorf("the registry was asked for the blobs %v, want the configuration %s alone", got, pushed.ImageID)
					}
				},
				Config: config("pushed", behind+"/team/orders:v1", "read_changesets = true") + config("archived", archived.Reference, ""),
				ConfigStateChecks: append(checks("archived", nil), checks("pushed", map[string]knownvalue.Check{
					"changesets": knownvalue.ListExact([]knownvalue.Check{knownvalue.ObjectPartial(map[string]knownvalue.Check{
						"id": knownvalue.StringExact("1"), "author": knownvalue.StringExact("ann"), "outcome": knownvalue.StringExact("EXECUTED"),
					})}),
				})...),
			},
		},
	})
	if got := log.take(); len(got) != 2 {
		t.Errorf("for the changesets the registry was asked for %v, want the configuration and the artifact's layer", got)
	}
}

func put(t *testing.T, store imagestore.Store, name string, built *image.Built) imagestore.Stored {
	t.Helper()
	stored, err := store.Put(t.Context(), name, built.Manifest)
	if err != nil {
		t.Fatal(err)
	}
	return stored
}

package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/name"
	"github.com/google/go-containerregistry/pkg/v1/remote"
	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// storedImage is an image of the source "orders" in any store.
func storedImage(resourceName, attributes string) string {
	return fmt.Sprintf(`
resource "dbartifact_image" %q {
  source_db = { source_db_cluster_id = "orders" }
  target_db = {}
  %s
}
`, resourceName, attributes)
}

func TestImageIsTheSameInEveryStore(t *testing.T) {
	startSandbox(t)
	engine := storetest.Engine(t)
	t.Setenv("DOCKER_HOST", engine)
	registry := storetest.Registry(t)
	local, pushed := storetest.UniqueName(), registry+"/"+storetest.UniqueName()
	archive := filepath.Join(t.TempDir(), "artifact.tar")
	checks := []statecheck.StateCheck{}
	for _, attribute := range []string{"image_id", "digest", "artifact_digest", "inputs_digest"} {
		c := statecheck.CompareValue(compare.ValuesSame())
		for _, store := range []string{"docker", "registry", "archive"} {
			checks = append(checks, c.AddStateValue("dbartifact_image."+store, tfjsonpath.New(attribute)))
		}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy: func(*terraform.State) error {
			if _, err := os.Stat(archive); err == nil {
				return fmt.Errorf("the archive is still there")
			}
			store, err := imagestore.NewEngine(imagestore.EngineConfig{Host: engine})
			if err != nil {
				return err
			}
			if _, err := store.Find(t.Context(), local); err == nil {
				return fmt.Errorf("the image is still in the Engine")
			}
			if !isPushed(t, pushed) {
				return fmt.Errorf("the image was taken out of the registry, where others may have pulled it")
			}
			return nil
		},
		Steps: []resource.TestStep{{
			Config: storedImage("docker", fmt.Sprintf("name = %q", local)) +
				storedImage("registry", fmt.Sprintf("store = \"registry\"\nname = %q", pushed)) +
				storedImage("archive", fmt.Sprintf("store = \"archive\"\narchive_path = %q", archive)),
			ConfigStateChecks: checks,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
		}, {
			ResourceName: "dbartifact_image.docker", ImportState: true, ImportStateId: "docker-daemon:" + local,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "reference",
			// The classic image store keeps no manifest, and so no digest of one.
			ImportStateVerifyIgnore: []string{"source_db", "target_db", "inputs_digest", "digest"},
		}, {
			ResourceName: "dbartifact_image.registry", ImportState: true, ImportStateId: "docker://" + pushed,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "reference",
			ImportStateVerifyIgnore: []string{"source_db", "target_db", "inputs_digest"},
		}},
	})
}

func isPushed(t *testing.T, reference string) bool {
	t.Helper()
	ref, err := name.ParseReference(reference)
	if err != nil {
		t.Fatal(err)
	}
	_, err = remote.Head(ref, remote.WithContext(t.Context()))
	return err == nil
}

func TestImageGoneFromItsStoreIsPublishedAgain(t *testing.T) {
	startSandbox(t)
	archive := filepath.Join(t.TempDir(), "orders.tar")
	config := archiveImage(archive) + cloneOf(`inherit_master_password = true`)
	sameCluster := statecheck.CompareValue(compare.ValuesSame())
	sameDigest := statecheck.CompareValue(compare.ValuesSame())
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigStateChecks: []statecheck.StateCheck{
					sameCluster.AddStateValue(clusterAddress, tfjsonpath.New("cluster_resource_id")),
					sameDigest.AddStateValue(imageAddress, tfjsonpath.New("digest")),
				},
			},
			{
				PreConfig: func() {
					if err := os.Remove(archive); err != nil {
						t.Fatal(err)
					}
					addReaderToSource(t)
				},
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionUpdate),
					plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionNoop),
				}},
				ConfigStateChecks: []statecheck.StateCheck{
					sameCluster.AddStateValue(clusterAddress, tfjsonpath.New("cluster_resource_id")),
					sameDigest.AddStateValue(imageAddress, tfjsonpath.New("digest")),
				},
			},
			{Config: config, PlanOnly: true},
		},
	})
	if _, err := os.Stat(archive); err == nil {
		t.Error("destroy left the archive that was published again")
	}
}

func TestDiscoveredFactsStayFrozenUntilAnInputChanges(t *testing.T) {
	startSandbox(t)
	archive := filepath.Join(t.TempDir(), "orders.tar")
	image := func(more string) string {
		return storedImage("orders", fmt.Sprintf("store = \"archive\"\narchive_path = %q\n%s", archive, more))
	}
	class := tfjsonpath.New("spec").AtMapKey("source").AtMapKey("instance_class")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{
				Config:            image(""),
				ConfigStateChecks: []statecheck.StateCheck{statecheck.ExpectKnownValue(imageAddress, class, knownvalue.StringExact("db.r6g.large"))},
			},
			{
				PreConfig: func() { changeSourceClass(t, "db.r6g.xlarge") },
				Config:    image(""), PlanOnly: true,
			},
			{
				Config: image(`labels = { team = "orders" }`),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(imageAddress, class, knownvalue.StringExact("db.r6g.large")),
				}},
			},
			{
				Config: image("labels = { team = \"orders\" }\ntriggers = { month = \"11\" }"),
				ConfigPlanChecks: resource.ConfigPlanChecks{PreApply: []plancheck.PlanCheck{
					plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionUpdate),
					plancheck.ExpectKnownValue(imageAddress, class, knownvalue.StringExact("db.r6g.xlarge")),
					plancheck.ExpectKnownValue(imageAddress, tfjsonpath.New("digest"), knownvalue.StringRegexp(sha256Digest)),
				}},
			},
		},
	})
}

func TestSchemaTravelsAndChangesTheArtifact(t *testing.T) {
	startSandbox(t)
	folder := t.TempDir()
	schema := filepath.Join(folder, "schema.sql")
	write := func(table string) {
		text := "create table " + table + " (id int);\n"
		if err := os.WriteFile(schema, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	config := strings.Replace(archiveImage(filepath.Join(folder, "orders.tar")), `source_db_cluster_id = "orders"`,
		fmt.Sprintf(`source_db_cluster_id = "orders", sql_files = [%q]`, schema), 1)
	changes := statecheck.CompareValue(compare.ValuesDiffer())
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: []statecheck.StateCheck{changes.AddStateValue(imageAddress, tfjsonpath.New("artifact_digest"))}},
			{Config: config, PlanOnly: true},
			{
				PreConfig:         func() { write("two") },
				Config:            config,
				ConfigStateChecks: []statecheck.StateCheck{changes.AddStateValue(imageAddress, tfjsonpath.New("artifact_digest"))},
			},
		},
	})
}

package provider_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestAnImageForBothPlatformsIsKnownByOneID takes the programs from an archive. A
// registry and an archive keep the index, the Engine this machine's image.
func TestAnImageForBothPlatformsIsKnownByOneID(t *testing.T) {
	startSandbox(t)
	t.Setenv("DOCKER_HOST", storetest.Engine(t))
	registry, folder := storetest.Registry(t), t.TempDir()
	local, pushed := storetest.UniqueName(), registry+"/team/orders:v1"
	programs := put(t, imagestore.NewArchive(filepath.Join(folder, "programs.tar")), "programs:v1", publishedArtifact(t))
	both := func(where string) string {
		return fmt.Sprintf("platform = \"linux/arm64,linux/amd64\"\nruntime_image = %q\n%s", programs.Reference, where)
	}
	checks := []statecheck.StateCheck{}
	for _, attribute := range []string{"image_id", "digest", "artifact_digest"} {
		same := statecheck.CompareValue(compare.ValuesSame())
		for _, store := range []string{"docker", "registry", "archive"} {
			checks = append(checks, same.AddStateValue("dbartifact_image."+store, tfjsonpath.New(attribute)))
		}
	}
	alone := statecheck.CompareValue(compare.ValuesSame())
	checks = append(checks, alone.AddStateValue("dbartifact_image.docker", tfjsonpath.New("image_id")),
		alone.AddStateValue("dbartifact_image.alone", tfjsonpath.New("image_id")))
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{{
			Config: storedImage("docker", both(fmt.Sprintf("name = %q", local))) +
				storedImage("registry", both(fmt.Sprintf("store = \"registry\"\nname = %q", pushed))) +
				storedImage("archive", both(fmt.Sprintf("store = \"archive\"\narchive_path = %q", filepath.Join(folder, "both.tar")))) +
				storedImage("alone", fmt.Sprintf("store = \"archive\"\narchive_path = %q\nplatform = \"linux/%s\"\nruntime_image = %q\nsbom = false",
					filepath.Join(folder, "alone.tar"), runtime.GOARCH, programs.Reference)),
			ConfigStateChecks: checks,
			ConfigPlanChecks:  resource.ConfigPlanChecks{PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()}},
		}, {
			ResourceName: "dbartifact_image.registry", ImportState: true, ImportStateId: "docker://" + pushed,
			ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "reference",
			// An import finds the platforms sorted, and not where the programs came from.
			ImportStateVerifyIgnore: []string{"source_db", "target_db", "inputs_digest", "platform", "runtime_image"},
		}},
	})
}

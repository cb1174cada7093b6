package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestWhatBecameOfImagesElsewhereIsShownAndRepaired moves a tag in the registry,
// removes the image from the Engine and deletes the archive, as other people do. In
// the end the registry's image goes too, because that was asked for.
func TestWhatBecameOfImagesElsewhereIsShownAndRepaired(t *testing.T) {
	startSandbox(t)
	engine := storetest.Engine(t)
	t.Setenv("DOCKER_HOST", engine)
	local, pushed := storetest.UniqueName(), storetest.Registry(t)+"/team/orders:v1"
	archive := filepath.Join(t.TempDir(), "orders.tar")
	config := storedImage("docker", fmt.Sprintf("name = %q", local)) +
		storedImage("registry", fmt.Sprintf("store = \"registry\"\nname = %q\nkeep_on_destroy = false", pushed)) +
		storedImage("archive", fmt.Sprintf("store = \"archive\"\narchive_path = %q", archive))
	registry := imagestore.NewRegistry(imagestore.RegistryConfig{})
	docker, err := imagestore.NewEngine(imagestore.EngineConfig{Host: engine})
	if err != nil {
		t.Fatal(err)
	}
	var shown, repaired []plancheck.PlanCheck
	var before, after []statecheck.StateCheck
	for _, store := range []string{"docker", "registry", "archive"} {
		address := "dbartifact_image." + store
		shown = append(shown, plancheck.ExpectResourceAction(address, plancheck.ResourceActionUpdate))
		repaired = append(repaired, plancheck.ExpectResourceAction(address, plancheck.ResourceActionNoop))
		for _, attribute := range []string{"image_id", "digest", "reference"} {
			same := statecheck.CompareValue(compare.ValuesSame())
			before = append(before, same.AddStateValue(address, tfjsonpath.New(attribute)))
			after = append(after, same.AddStateValue(address, tfjsonpath.New(attribute)))
		}
	}
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: config, ConfigStateChecks: before},
			{
				PreConfig: func() {
					if _, err := registry.Put(t.Context(), pushed, storetest.Image(t, 1)); err != nil {
						t.Fatal(err)
					}
					if err := docker.Remove(t.Context(), local); err != nil {
						t.Fatal(err)
					}
					if err := os.Remove(archive); err != nil {
						t.Fatal(err)
					}
				},
				Config:            config,
				ConfigPlanChecks:  resource.ConfigPlanChecks{PreApply: shown, PostApplyPostRefresh: repaired},
				ConfigStateChecks: after,
			},
		},
		CheckDestroy: func(*terraform.State) error {
			if isPushed(t, pushed) {
				return fmt.Errorf("the image is still in the registry, though keep_on_destroy is false")
			}
			return nil
		},
	})
}

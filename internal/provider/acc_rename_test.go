package provider_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// Both names mean the same image for a moment: taking the old one away must not
// take the image.
func TestRenamedImageIsThereUnderItsNewNameAlone(t *testing.T) {
	startSandbox(t)
	host := storetest.Engine(t)
	t.Setenv("DOCKER_HOST", host)
	engine, err := imagestore.NewEngine(imagestore.EngineConfig{Host: host})
	if err != nil {
		t.Fatal(err)
	}
	before, after := storetest.UniqueName(), storetest.UniqueName()
	named := func(name string) string { return storedImage("orders", fmt.Sprintf("name = %q", name)) }
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: named(before)},
			{
				Config: named(after),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(imageAddress, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				Check: func(*terraform.State) error {
					if _, err := engine.Find(t.Context(), after); err != nil {
						return fmt.Errorf("looking for the new name: %w", err)
					}
					if _, err := engine.Find(t.Context(), before); !errors.Is(err, imagestore.ErrNotFound) {
						return fmt.Errorf("the old name is still there: %w", err)
					}
					return nil
				},
			},
		},
	})
}

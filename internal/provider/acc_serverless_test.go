package provider_test

import (
	"slices"
	"testing"
)

// A provisioned source's clone is serverless from its first instance on, and
// stays what it is: neither plan nor removal of the range wants anything.
func TestProvisionedSourceBecomesAServerlessCloneThatStaysOne(t *testing.T) {
	startSandbox(t)
	const serverless = `
  inherit_master_password = true
  instance_class          = "db.serverless"
`
	scaled := func(scaling string) string {
		return requiredProviders + archiveImage("orders.tar") + cloneOf(serverless+scaling)
	}
	w := newServedWorkspace(t, "")
	w.write(t, "main.tf", scaled("serverlessv2_scaling = { min_capacity = 0, max_capacity = 4 }"))
	w.run(t, "apply", "-auto-approve")
	for what, config := range map[string]string{
		"the same":                   "serverlessv2_scaling = { min_capacity = 0, max_capacity = 4 }",
		"with the pause AWS chooses": "serverlessv2_scaling = { min_capacity = 0, max_capacity = 4, seconds_until_auto_pause = 300 }",
		"without the range":          "",
	} {
		w.write(t, "main.tf", scaled(config))
		if got := w.plan(t); !slices.Equal(got.Actions, []string{"no-op"}) {
			t.Errorf("%s: the plan is to %v: %v -> %v", what, got.Actions, got.Before["serverlessv2_scaling"], got.After["serverlessv2_scaling"])
		}
	}
	w.write(t, "main.tf", scaled("serverlessv2_scaling = { min_capacity = 1, max_capacity = 8 }"))
	w.run(t, "apply", "-auto-approve")
	if got := w.plan(t); !slices.Equal(got.Actions, []string{"no-op"}) {
		t.Errorf("after a change of the range, the plan is to %v", got.Actions)
	}
	w.write(t, "main.tf", scaled("serverlessv2_scaling = { min_capacity = 8, max_capacity = 1.2 }"))
	w.fails(t, "max_capacity", "plan")
}

package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// With a broken script there is no cluster, but its intermediate clone, which
// holds original values: the state has it, the next apply carries on with it,
// and destroy deletes it.
func TestMaskingInTwoStepsLosesNothingToABrokenScript(t *testing.T) {
	for _, engine := range []string{postgres, mysqlEngine} {
		t.Run(engine, func(t *testing.T) { maskInTwoStepsWithABrokenScript(t, engine) })
	}
}

func maskInTwoStepsWithABrokenScript(t *testing.T, engine string) {
	t.Helper()
	calls := make(chan sandbox.Request, 10_000)
	startSandboxOf(t, engine, sandboxtest.WithConfig(func(c *sandbox.Config) { c.OnRequest = func(r sandbox.Request) { calls <- r } }))
	script := filepath.Join(t.TempDir(), "mask.sql")
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	const mask, broken = "update customers set name = 'somebody';\n", "update no_such_table set x = 1;\n"
	w := newServedWorkspace(t, maskedImage(t, script)+cloneOf(`
  masking                    = "two_step"
  master_password_wo         = "`+maskingPassword+`"
  master_password_wo_version = 1
  maintenance_cidr_blocks    = ["127.0.0.1/32"]
  allowed_cidr_blocks        = ["10.0.0.0/8"]
`))
	write(broken)
	w.fails(t, "no_such_table", "apply", "-auto-approve")
	clusters := clusterIDs(t)
	if id := w.value(t, "dbartifact_cluster", "cluster_resource_id"); len(clusters) != 2 || clusters["clone-m"] != id {
		t.Errorf("the state has %s, and there are %v", id, clusters)
	}
	if listed := w.program(t, "clusters"); !strings.Contains(listed, "to be masked and cloned: masking") {
		t.Errorf("the fleet is\n%s", listed)
	}
	write(mask)
	if out := w.run(t, "plan"); !strings.Contains(out, "Unfinished cluster will be resumed") || !strings.Contains(out, `"clone-m"`) {
		t.Errorf("the plan does not say that it carries on:\n%s", out)
	}
	drain(calls)
	w.run(t, "apply", "-auto-approve")
	costs(t, calls, map[string]int{"RestoreDBClusterToPointInTime": 1})
	if clusters = clusterIDs(t); len(clusters) != 2 || clusters["clone"] != w.value(t, "dbartifact_cluster", "cluster_resource_id") {
		t.Errorf("there are %v", clusters)
	}
	if err := cloneIsMasked(t, engine); err != nil {
		t.Error(err)
	}
	if out := w.run(t, "plan"); !strings.Contains(out, "No changes") {
		t.Errorf("the plan after that is not empty:\n%s", out)
	}
	write(broken) // replaces the clone
	w.fails(t, "no_such_table", "apply", "-auto-approve")
	if clusters = clusterIDs(t); len(clusters) != 2 || clusters["clone-m"] == "" {
		t.Errorf("there are %v", clusters)
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

// clusterIDs are the resource ids of all clusters by their identifiers.
func clusterIDs(t *testing.T) map[string]string {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, c := range out.DBClusters {
		ids[aws.ToString(c.DBClusterIdentifier)] = aws.ToString(c.DbClusterResourceId)
	}
	return ids
}

package provider_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// startControlPlane starts a sandbox without database servers, for tests that
// need no rows.
func startControlPlane(t *testing.T, changes ...func(*sandbox.Config)) {
	t.Helper()
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Engines, c.Seeds = sandbox.NoEngines, []sandbox.Seed{{Identifier: sourceCluster}}
		for _, change := range changes {
			change(c)
		}
	}))
	useSandbox(t, server.URL())
}

// tagsOf are the tags of a cluster.
func tagsOf(t *testing.T, identifier string) map[string]string {
	t.Helper()
	out, err := rdsClient(t).DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: &identifier})
	if err != nil {
		t.Fatal(err)
	}
	tags := map[string]string{}
	for _, tag := range out.DBClusters[0].TagList {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags
}

const fleetOutput = `
data "dbartifact_clusters" "all" {
  source_db_cluster_id = "orders"
  tags                 = { team = "a" }
  depends_on           = [dbartifact_cluster.clone]
}
output "fleet" { value = data.dbartifact_clusters.all.clusters }
`

func TestLifetimeIsATagThatChangesInPlaceAndTheFleetShowsIt(t *testing.T) {
	startControlPlane(t)
	configured := func(attributes string) string {
		return requiredProviders + archiveImage("orders.tar") + clusterNamed("clone", "tags = { team = \"a\" }\n"+attributes) + fleetOutput
	}
	w := newServedWorkspace(t, "")
	w.write(t, "main.tf", configured(`ttl = "7d"`))
	w.run(t, "apply", "-auto-approve")
	id, first := w.value(t, "dbartifact_cluster", "cluster_resource_id"), w.value(t, "dbartifact_cluster", "expires_at")
	if until, err := time.Parse(time.RFC3339, first); err != nil || time.Until(until) < 6*24*time.Hour || time.Until(until) > 7*24*time.Hour {
		t.Errorf("it expires at %s", first)
	}
	if tag := tagsOf(t, "clone")[cluster.TagExpiresAt]; tag != first {
		t.Errorf("the tag says %s, the state %s", tag, first)
	}
	if out := w.run(t, "plan", "-no-color"); !strings.Contains(out, "No changes") {
		t.Errorf("the plan after apply is not empty:\n%s", out)
	}

	var fleet struct {
		Value []map[string]any `json:"value"`
	}
	if err := json.Unmarshal([]byte(w.run(t, "output", "-json")), &struct{ Fleet any }{&fleet}); err != nil || len(fleet.Value) != 1 {
		t.Fatalf("the fleet is %v (%v)", fleet.Value, err)
	}
	member := fleet.Value[0]
	for attribute, want := range map[string]any{
		"cluster_identifier": "clone", "cluster_resource_id": id, "status": "available", "phase": "finished", "expires_at": first,
		"owner_token": w.value(t, "dbartifact_cluster", "owner_token"), "artifact_digest": w.value(t, "dbartifact_cluster", "artifact_digest"),
		"source_arn": "arn:aws:rds:us-east-1:" + sandbox.AccountID + ":cluster:orders",
	} {
		if member[attribute] != want {
			t.Errorf("%s is %v, want %v", attribute, member[attribute], want)
		}
	}

	soon := time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	w.write(t, "main.tf", configured(fmt.Sprintf("expires_at = %q", soon)))
	w.run(t, "apply", "-auto-approve")
	if tag, now := tagsOf(t, "clone")[cluster.TagExpiresAt], w.value(t, "dbartifact_cluster", "cluster_resource_id"); tag != soon || now != id {
		t.Errorf("cluster %s expires at %s, want %s at %s", now, tag, id, soon)
	}
	if out := w.run(t, "plan", "-no-color"); !strings.Contains(out, "Cluster expires soon") || !strings.Contains(out, "No changes") {
		t.Errorf("the plan says:\n%s", out)
	}

	w.write(t, "main.tf", configured("ttl = \"7d\"\ndeletion_protection = true"))
	if said := w.refused(t, "plan", "-no-color"); !strings.Contains(said, "Cluster is protected and expires") {
		t.Errorf("the plan says:\n%s", said)
	}
	w.write(t, "main.tf", configured(""))
	w.run(t, "apply", "-auto-approve")
	if tag, marked := tagsOf(t, "clone")[cluster.TagExpiresAt]; marked {
		t.Errorf("it still expires at %s", tag)
	}
}

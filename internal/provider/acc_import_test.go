package provider_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// handmade makes a cluster as somebody would with the console.
func handmade(t *testing.T, identifier string) {
	t.Helper()
	client := rdsClient(t)
	_, err := client.CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
		DBClusterIdentifier: &identifier, Engine: aws.String("aurora-postgresql"),
		MasterUsername: aws.String("dbadmin"), MasterUserPassword: aws.String("long-enough"),
	})
	if err == nil {
		_, err = client.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
			DBInstanceIdentifier: aws.String(identifier + "-writer"), DBClusterIdentifier: &identifier,
			DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestAClusterMadeByHandIsClaimedByImportAndApply(t *testing.T) {
	startControlPlane(t)
	handmade(t, "manual")
	w := newServedWorkspace(t, archiveImage("orders.tar")+`
resource "dbartifact_cluster" "manual" {
  image              = dbartifact_image.orders.reference
  cluster_identifier = "manual"
  create_mode        = "create"
  refresh_triggers   = { week = "1" }
  ttl                = "7d"
}
`)
	w.run(t, "import", "dbartifact_cluster.manual", "manual")
	if tags := tagsOf(t, "manual"); tags[cluster.TagOwner] != "" {
		t.Errorf("the import alone has written %v", tags)
	}
	planned := w.run(t, "plan", "-no-color")
	if !strings.Contains(planned, "Cluster will be claimed") || !strings.Contains(planned, "1 to add, 1 to change, 0 to destroy") {
		t.Fatalf("the plan says:\n%s", planned)
	}
	if said := w.refused(t, "destroy", "-auto-approve", "-no-color"); !strings.Contains(said, "Cluster was never claimed") {
		t.Errorf("destroy says:\n%s", said)
	}

	w.run(t, "apply", "-auto-approve")
	tags := tagsOf(t, "manual")
	if tags[cluster.TagOwner] != w.value(t, "dbartifact_cluster", "owner_token") || tags[cluster.TagResourceID] != w.value(t, "dbartifact_cluster", "cluster_resource_id") ||
		tags[cluster.TagExpiresAt] == "" {
		t.Errorf("the tags are %v", tags)
	}
	if out := w.run(t, "plan", "-no-color"); !strings.Contains(out, "No changes") {
		t.Errorf("the plan after apply is not empty:\n%s", out)
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

// A workspace that imports another one's cluster manages it too, and its token
// stays: when somebody else takes the cluster over, both leave it alone.
func TestAnImportedClusterKeepsItsOwner(t *testing.T) {
	startControlPlane(t)
	config := archiveImage("orders.tar") + clusterNamed("clone", "")
	first, second := newServedWorkspace(t, config), newServedWorkspace(t, config)
	first.run(t, "apply", "-auto-approve")
	token := tagsOf(t, "clone")[cluster.TagOwner]

	if said := second.refused(t, "apply", "-auto-approve", "-no-color"); !strings.Contains(said, "Cluster exists already") || !strings.Contains(said, "mport") {
		t.Errorf("the second apply says:\n%s", said)
	}
	second.run(t, "import", "dbartifact_cluster.clone", "arn:aws:rds:us-east-1:"+sandbox.AccountID+":cluster:clone")
	second.run(t, "apply", "-auto-approve")
	if now := second.value(t, "dbartifact_cluster", "owner_token"); now != token || tagsOf(t, "clone")[cluster.TagOwner] != token {
		t.Errorf("the owner is %s, it was %s", now, token)
	}
	if out := first.run(t, "plan", "-no-color"); !strings.Contains(out, "No changes") {
		t.Errorf("the first plan is not empty:\n%s", out)
	}

	tagClone(t, cluster.TagOwner, "somebody-else")
	first.run(t, "destroy", "-auto-approve")
	second.run(t, "destroy", "-auto-approve")
	if tagsOf(t, "clone")[cluster.TagOwner] != "somebody-else" {
		t.Error("the cluster of another owner is gone")
	}
}

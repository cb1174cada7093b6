package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
)

// lender is an account that shares the cluster "lent", encrypted.
const (
	lender  = "210987654321"
	lentARN = "arn:aws:rds:us-east-1:" + lender + ":cluster:lent"
)

func withLentCluster(c *sandbox.Config) {
	c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: "lent", Sharing: sandbox.Sharing{Owner: lender, KMSKey: "alias/lent"}})
}

// lentImage is an artifact of the shared cluster, of which AWS tells little.
const lentImage = `
resource "dbartifact_image" "lent" {
  store        = "archive"
  archive_path = "lent.tar"
  source_db    = { source_db_cluster_id = "` + lentARN + `" }
  target_db = {
    instance_type                   = "db.r6g.large"
    subnet_ids                      = ["subnet-0a", "subnet-0b"]
    port                            = 5432
    db_cluster_parameter_group_name = "default.aurora-postgresql16"
  }
}
`

// clusterNamed is a cluster resource; its name is its identifier, and its image
// "orders" unless more names another.
func clusterNamed(name, more string) string {
	image := "dbartifact_image.orders.reference"
	if strings.Contains(more, "image ") {
		image = ""
	} else {
		image = "image = " + image
	}
	return fmt.Sprintf("resource \"dbartifact_cluster\" %[1]q {\n  %[2]s\n  cluster_identifier = %[1]q\n  inherit_master_password = true\n  %[3]s\n}\n", name, image, more)
}

// Each cluster of one plan is refused for a reason of its own, before anything
// is made.
func TestPlanSaysWhatApplyWouldRefuse(t *testing.T) {
	startControlPlane(t, withLentCluster, func(c *sandbox.Config) {
		c.Quotas = map[string]int{"DBInstances": 6}
	})
	addReaderToSource(t)
	instanceOfSource(t, "held-1")
	snapshotOfSource(t, "taken")
	w := newWorkspace(t, `
provider "dbartifact" {
  alias  = "elsewhere"
  region = "eu-central-1"
}
`+archiveImage("orders.tar")+lentImage+
		clusterNamed("offered", `instance_class = "db.x9z.large"`)+
		clusterNamed("closed", `vpc_security_group_ids = ["sg-0123456789"]`)+
		clusterNamed("tuned", `db_parameter_group_name = "nobody"`)+
		clusterNamed("older", `db_cluster_parameter_group_name = "default.aurora-postgresql14"`)+
		clusterNamed("saved", `final_snapshot_identifier = "taken"`)+
		clusterNamed("held", ``)+
		clusterNamed("many", `instance_count = 5`)+
		clusterNamed("orders", ``)+
		clusterNamed("far", `provider = dbartifact.elsewhere`)+
		clusterNamed("keyless", `image = dbartifact_image.lent.reference`)+
		clusterNamed("plain", `tags = { fine = terraform_data.later.output }`)+
		"resource \"terraform_data\" \"later\" { input = \"known after apply\" }\n")
	said := w.refused(t, "plan", "-no-color")
	for summary, about := range map[string]string{
		"Parameter group does not fit":       "default.aurora-postgresql14",
		"Instance class cannot be ordered":   "db.x9z.large",
		"Security groups do not fit":         "sg-0123456789",
		"Final snapshot's name is taken":     "taken",
		"Instance name is taken":             "held-1",
		"Account's quota is used up":         "DB instance(s)",
		"Cluster identifier is taken":        "orders",
		"Source is in another Region":        "us-east-1",
		"KMS key does not fit the source":    "kms_key_id",
		"run terraform destroy -refresh=fal": "-refresh=false",
	} {
		if !strings.Contains(said, summary) || !strings.Contains(said, about) {
			t.Errorf("the plan does not say %q about %s", summary, about)
		}
	}
	if n := strings.Count(said, "Error: "); n != 10 {
		t.Errorf("%d errors, want one for each of 10 clusters:\n%s", n, said)
	}
}

// What may not be read is left out, with one warning.
func TestPlanNamesAStoppedSourceAndOnlyWarnsAboutAClusterThatIsThere(t *testing.T) {
	startControlPlane(t, func(c *sandbox.Config) {
		c.Denials = []policy.Denial{{Action: "rds:DescribeAccountAttributes"}}
	})
	image := archiveImage("orders.tar")
	w := newServedWorkspace(t, image+clusterNamed("clone", ""))
	said := w.run(t, "apply", "-auto-approve", "-no-color")
	if strings.Count(said, "Some checks could not be made") != 1 || !strings.Contains(said, "AccessDenied") || !strings.Contains(said, "quotas") {
		t.Errorf("the apply says:\n%s", said)
	}
	cloneSource(t, 14)
	if _, err := rdsClient(t).StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String(sourceCluster)}); err != nil {
		t.Fatal(err)
	}

	w.write(t, "main.tf", requiredProviders+image+clusterNamed("clone", `instance_class = "db.x9z.large"`))
	if said := w.run(t, "plan", "-no-color"); !strings.Contains(said, "Warning: Instance class cannot be ordered") || strings.Contains(said, "cannot be cloned") {
		t.Errorf("the plan of a change says:\n%s", said)
	}
	w.write(t, "main.tf", requiredProviders+image+clusterNamed("clone", "")+clusterNamed("second", ""))
	if said := w.refused(t, "plan", "-no-color"); !strings.Contains(said, "Next clone may be a full copy") || !strings.Contains(said, "Source cluster cannot be cloned") || !strings.Contains(said, "start-db-cluster") {
		t.Errorf("the plan of a second clone says:\n%s", said)
	}
	w.write(t, "main.tf", requiredProviders+image+clusterNamed("clone", ""))
	if said := w.run(t, "plan", "-no-color"); !strings.Contains(said, "No changes") || strings.Contains(said, "Warning: S") {
		t.Errorf("the plan of nothing says:\n%s", said)
	}
	w.run(t, "destroy", "-auto-approve")
}

func TestAnotherAccountsSharedClusterIsCloned(t *testing.T) {
	startControlPlane(t, withLentCluster)
	lent := func(more string) string {
		return "image = dbartifact_image.lent.reference\nkms_key_id = \"alias/own\"\n" + more
	}
	w := newServedWorkspace(t, lentImage+clusterNamed("borrowed", lent("")))
	w.run(t, "apply", "-auto-approve")
	if out := w.run(t, "plan", "-no-color"); !strings.Contains(out, "No changes") {
		t.Errorf("the plan after apply is not empty:\n%s", out)
	}
	if user := w.value(t, "dbartifact_cluster", "master_username"); user != "dbadmin" {
		t.Errorf("the master user is %s", user)
	}
	w.write(t, "main.tf", requiredProviders+lentImage+clusterNamed("borrowed", lent(""))+clusterNamed("second", lent("")))
	if said := w.refused(t, "plan", "-no-color"); !strings.Contains(said, "Shared source has a clone already") {
		t.Errorf("the plan of a second clone says:\n%s", said)
	}
	w.write(t, "main.tf", requiredProviders+strings.Replace(lentImage, "port  ", "# port", 1)+clusterNamed("borrowed", lent("")))
	if said := w.run(t, "plan", "-no-color"); !strings.Contains(said, "Target_db.port: missing, and the source tells none") {
		t.Errorf("the plan without a port says:\n%s", said)
	}
}

// instanceOfSource gives the source a reader of a name.
func instanceOfSource(t *testing.T, name string) {
	t.Helper()
	_, err := rdsClient(t).CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
		DBInstanceIdentifier: aws.String(name), DBClusterIdentifier: aws.String(sourceCluster),
		DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// cloneSource makes n clones of the source, without instances.
func cloneSource(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		_, err := rdsClient(t).RestoreDBClusterToPointInTime(t.Context(), &rds.RestoreDBClusterToPointInTimeInput{
			DBClusterIdentifier: aws.String(fmt.Sprintf("more-%d", i)), SourceDBClusterIdentifier: aws.String(sourceCluster),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// snapshotOfSource takes a snapshot of the source.
func snapshotOfSource(t *testing.T, name string) {
	t.Helper()
	_, err := rdsClient(t).CreateDBClusterSnapshot(t.Context(), &rds.CreateDBClusterSnapshotInput{
		DBClusterSnapshotIdentifier: aws.String(name), DBClusterIdentifier: aws.String(sourceCluster),
	})
	if err != nil {
		t.Fatal(err)
	}
}

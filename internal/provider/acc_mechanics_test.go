package provider_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// One cluster's life through the mishaps that plans meet, with the built
// program, since each plan and each apply is a process of its own. None of them
// taints the cluster or makes another one.
func TestPlansSurviveTargetsPrunedImagesFailedPublicationsAndAGoneSource(t *testing.T) {
	startSandbox(t)
	config := func(retention string) string {
		image := strings.Replace(archiveImage("images/orders.tar"), `"db.t4g.medium" }`, `"db.t4g.medium", backup_retention_period = `+retention+` }`, 1)
		return requiredProviders + image + cloneOf(`inherit_master_password = true`)
	}
	w := newWorkspace(t, "")
	w.write(t, "main.tf", config("2"))
	images := filepath.Join(w.dir, "images")
	w.run(t, "apply", "-auto-approve", "-target=dbartifact_image.orders")
	w.run(t, "apply", "-auto-approve", "-target=dbartifact_cluster.clone")
	id := w.value(t, "dbartifact_cluster", "cluster_resource_id")
	same := func(after string) {
		t.Helper()
		if now := w.value(t, "dbartifact_cluster", "cluster_resource_id"); now != id {
			t.Errorf("after %s the cluster is %s, it was %s", after, now, id)
		}
	}

	// The image is pruned from its store: it is published again as it was.
	if err := os.RemoveAll(images); err != nil {
		t.Fatal(err)
	}
	if got := w.plan(t); !slices.Equal(got.Actions, []string{"no-op"}) {
		t.Errorf("with its image pruned, the plan for the cluster is to %v", got.Actions)
	}
	w.run(t, "apply", "planned")
	if _, err := os.Stat(filepath.Join(images, "orders.tar")); err != nil {
		t.Errorf("the image was not published again: %v", err)
	}

	// A publication fails, and its cause goes away.
	w.write(t, "main.tf", config("3"))
	if err := os.RemoveAll(images); err != nil {
		t.Fatal(err)
	}
	w.write(t, "images", "in the way of a folder")
	if out, err := w.command(t.Context(), "apply", "-auto-approve").CombinedOutput(); err == nil || strings.Contains(string(out), "inconsistent") {
		t.Errorf("an archive in a file: %v\n%s", err, out)
	}
	same("a failed publication")
	if err := os.Remove(images); err != nil {
		t.Fatal(err)
	}
	w.run(t, "plan", "-out=planned")
	w.run(t, "apply", "planned")
	same("the publication")
	if got := w.value(t, "dbartifact_cluster", "backup_retention_period"); got != "3" {
		t.Errorf("backups are kept %s days: the failed apply has frozen something", got)
	}

	// The source goes, and the clone can still be planned and destroyed.
	deleteSource(t)
	if got := w.plan(t); !slices.Equal(got.Actions, []string{"no-op"}) {
		t.Errorf("without the source, the plan is to %v", got.Actions)
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

func deleteSource(t *testing.T) {
	t.Helper()
	client := rdsClient(t)
	_, err := client.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String(sourceCluster + "-1")})
	if err == nil {
		_, err = client.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(sourceCluster), SkipFinalSnapshot: aws.Bool(true)})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// noRoomOnce makes the first instance of the clone fail, once.
func noRoomOnce(c *sandbox.Config) {
	c.Faults = append(c.Faults, faults.Rule{Operation: "CreateDBInstance", Target: "clone-1", Fault: faults.NoCapacity, Times: 1})
}

func (w *workspace) fails(t *testing.T, want string, args ...string) {
	t.Helper()
	out, err := w.command(t.Context(), args...).CombinedOutput()
	if err == nil || !strings.Contains(string(out), want) {
		t.Fatalf("terraform %s: %v, want %q in\n%s", strings.Join(args, " "), err, want, out)
	}
}

func TestTaintedCloneIsResumedAndNothingIsLost(t *testing.T) {
	for name, lifecycle := range map[string]string{
		"destroyed before it is made anew": "",
		"made anew before it is destroyed": "lifecycle { create_before_destroy = true }",
	} {
		t.Run(name, func(t *testing.T) {
			startSandbox(t, sandboxtest.WithConfig(noRoomOnce))
			w := newServedWorkspace(t, archiveImage("orders.tar")+cloneOf("inherit_master_password = true\n"+lifecycle))
			w.fails(t, "InsufficientDBInstanceCapacity", "apply", "-auto-approve")
			before := describeClone(t)
			if out := w.run(t, "apply", "-auto-approve"); !strings.Contains(out, "Unfinished cluster will be resumed") {
				t.Errorf("the apply does not say that it resumes:\n%s", out)
			}
			if now := describeClone(t); now != before || w.value(t, "dbartifact_cluster", "cluster_resource_id") != before {
				t.Errorf("the cluster is %s, it was %s", now, before)
			}
			if out := w.run(t, "plan"); !strings.Contains(out, "No changes") {
				t.Errorf("the plan after that is not empty:\n%s", out)
			}
			w.run(t, "destroy", "-auto-approve")
			if err := nothingLeft(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
}

// Two workspaces ask for one identifier: whoever has adopted the cluster has it.
func TestTwoWorkspacesOfOneIdentifierNeverDeleteEachOthersCluster(t *testing.T) {
	startSandbox(t, sandboxtest.WithConfig(noRoomOnce))
	config := archiveImage("orders.tar") + cloneOf(`inherit_master_password = true`)
	first, second := newServedWorkspace(t, config), newServedWorkspace(t, config)
	first.fails(t, "InsufficientDBInstanceCapacity", "apply", "-auto-approve")
	id := describeClone(t)
	second.run(t, "apply", "-auto-approve") // adopts it
	if now := describeClone(t); now != id {
		t.Fatalf("the second workspace has made cluster %s, and not adopted %s", now, id)
	}
	first.run(t, "destroy", "-auto-approve")
	if now := describeClone(t); now != id {
		t.Errorf("the cluster is %s, it was %s", now, id)
	}
	first.fails(t, "already exists", "apply", "-auto-approve")
	if out := second.run(t, "plan"); !strings.Contains(out, "No changes") {
		t.Errorf("the owner's plan is not empty:\n%s", out)
	}
	second.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

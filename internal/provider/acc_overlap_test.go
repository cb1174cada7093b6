package provider_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// A masked base is cloned many times; its clones live on when it goes.
func TestGoldenBaseGoesAndItsClonesLiveOn(t *testing.T) {
	startSandbox(t)
	const clones = `
resource "dbartifact_image" "golden" {
  store        = "archive"
  archive_path = "golden.tar"
  source_db    = { source_db_cluster_id = %s }
  target_db    = { instance_type = "db.t4g.medium" }
}

resource "dbartifact_cluster" "copy" {
  count                   = 2
  image                   = dbartifact_image.golden.reference
  cluster_identifier      = "copy-${count.index}"
  inherit_master_password = true
  allowed_cidr_blocks     = ["127.0.0.1/32"]
}

output "copies" {
  value = [for c in dbartifact_cluster.copy : "${c.endpoint} ${c.port} ${c.cluster_resource_id}"]
}
`
	base := archiveImage("orders.tar") + cloneOf(`
  master_password_wo         = "`+clonePassword+`"
  master_password_wo_version = 1
`)
	w := newServedWorkspace(t, base+fmt.Sprintf(clones, "dbartifact_cluster.clone.arn"))
	w.run(t, "apply", "-auto-approve")
	before := w.run(t, "output", "-json", "copies")
	arn := w.value(t, "dbartifact_cluster", "arn")

	w.write(t, "main.tf", requiredProviders+fmt.Sprintf(clones, strconv.Quote(arn)))
	w.run(t, "apply", "-auto-approve")
	if after := w.run(t, "output", "-json", "copies"); after != before {
		t.Errorf("without their base the copies are %s, they were %s", after, before)
	}
	for copied := range strings.SplitSeq(strings.Trim(before, "[]\n"), ",") {
		fields := strings.Fields(strings.Trim(copied, `"`))
		port, err := strconv.ParseInt(fields[1], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := query(t.Context(), fields[0], port, "dbadmin", clonePassword, `select count(*) from orders`)
		if err != nil || rows != 1000 {
			t.Errorf("a copy of the copy has %d rows, %v", rows, err)
		}
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

// With a prefix and create_before_destroy, old and new live side by side while
// the data is refreshed.
func TestFreshDataComesBeforeTheOldClusterGoes(t *testing.T) {
	calls := make(chan sandbox.Request, 10_000)
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) { calls <- r }
	}))
	overlapping := func(week string) string {
		return requiredProviders + archiveImage("orders.tar") + `
resource "dbartifact_cluster" "clone" {
  image                     = dbartifact_image.orders.reference
  cluster_identifier_prefix = "pr-7-"
  inherit_master_password   = true
  refresh_triggers          = { week = "` + week + `" }
  lifecycle { create_before_destroy = true }
}
`
	}
	w := newServedWorkspace(t, "")
	w.write(t, "main.tf", overlapping("1"))
	w.run(t, "apply", "-auto-approve")
	seen := []string{w.value(t, "dbartifact_cluster", "cluster_identifier")}
	for _, again := range [][]string{{"apply", "-auto-approve"}, {"apply", "-auto-approve", "-replace=dbartifact_cluster.clone"}} {
		for len(calls) > 0 {
			<-calls
		}
		w.write(t, "main.tf", overlapping("2"))
		w.run(t, again...)
		now := w.value(t, "dbartifact_cluster", "cluster_identifier")
		if !strings.HasPrefix(now, "pr-7-") || slices.Contains(seen, now) {
			t.Errorf("the cluster is called %q, before %v", now, seen)
		}
		var order []string
		for len(calls) > 0 {
			if r := <-calls; r.Status < 300 && (r.Action == "RestoreDBClusterToPointInTime" || r.Action == "DeleteDBCluster") {
				order = append(order, r.Action+" "+r.Params["DBClusterIdentifier"])
			}
		}
		want := []string{"RestoreDBClusterToPointInTime " + now, "DeleteDBCluster " + seen[len(seen)-1]}
		if !slices.Equal(order, want) {
			t.Errorf("the order is %v, want %v", order, want)
		}
		seen = append(seen, now)
	}
	w.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// What a change of an attribute does to a cluster that is there.
const (
	replaced = "replaced"
	updated  = "updated"  // a call to AWS changes the cluster
	recorded = "recorded" // only the state changes: it tells how something is done, now or later
)

// clusterChanges are all arguments of dbartifact_cluster.
var clusterChanges = map[string]string{
	"cluster_identifier": replaced, "cluster_identifier_prefix": replaced, "create_mode": replaced, "kms_key_id": replaced,
	"master_username": replaced, "refresh_triggers": replaced,

	"instance_class": updated, "instance_count": updated, "promotion_tier": updated, "port": updated,
	"backup_retention_period": updated, "preferred_backup_window": updated, "preferred_maintenance_window": updated,
	"db_cluster_parameter_group_name": updated, "db_parameter_group_name": updated, "storage_type": updated, "network_type": updated,
	"engine_lifecycle_support": updated, "copy_tags_to_snapshot": updated, "auto_minor_version_upgrade": updated,
	"iam_database_authentication_enabled": updated, "enabled_cloudwatch_logs_exports": updated, "database_insights_mode": updated,
	"serverlessv2_scaling": updated, "deletion_protection": updated, "enable_http_endpoint": updated, "publicly_accessible": updated,
	"ttl": updated, "expires_at": updated, "vpc_security_group_ids": updated, "allowed_cidr_blocks": updated, "allowed_security_group_ids": updated, "tags": updated,
	"manage_master_user_password": updated, "master_password": updated, "master_password_wo": updated, "master_password_wo_version": updated,

	"image": recorded, "availability_zone": recorded, "wait_for_readers": recorded, "final_snapshot_identifier": recorded,
	// How work inside the cluster is done, when there is some.
	"apply_schema": recorded, "inherited_logins": recorded, "masking": recorded, "sql_transport": recorded,
	"maintenance_cidr_blocks": recorded, "maintenance_security_group_ids": recorded,
	"timeouts": recorded, "master_user_secret_kms_key_id": recorded, "inherit_master_password": recorded,
}

// everyUpdate changes all that is changed by calls, as far as one configuration
// can hold it.
const everyUpdate = `
  instance_class                      = "db.r6g.xlarge"
  instance_count                      = 3
  promotion_tier                      = 3
  port                                = 6543
  backup_retention_period             = 3
  preferred_backup_window             = "02:00-02:30"
  preferred_maintenance_window        = "sun:04:00-sun:04:30"
  db_cluster_parameter_group_name     = "orders-cluster"
  db_parameter_group_name             = "orders-instances"
  storage_type                        = "aurora-iopt1"
  engine_lifecycle_support            = "open-source-rds-extended-support-disabled"
  copy_tags_to_snapshot               = true
  auto_minor_version_upgrade          = true
  iam_database_authentication_enabled = true
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  database_insights_mode              = "advanced"
  serverlessv2_scaling                = { min_capacity = 0, max_capacity = 4 }
  deletion_protection                 = true
  enable_http_endpoint                = true
  allowed_cidr_blocks                 = ["10.1.2.3/16"]
  tags                                = { team = "orders" }
  master_password                     = "of-the-clone-alone"
`

// notInEveryUpdate are planned in otherUpdates, or tested by themselves: what
// the sandbox's network cannot have, and the other ways in and to a password.
var notInEveryUpdate = []string{
	"network_type", "publicly_accessible", "vpc_security_group_ids", "allowed_security_group_ids",
	"manage_master_user_password", "master_password_wo", "master_password_wo_version", "ttl", "expires_at",
}

// otherUpdates are configurations by the arguments that they change. The place
// of a security group is marked with a %s.
var otherUpdates = map[string][]string{
	`network_type = "DUAL"
  publicly_accessible = true
  vpc_security_group_ids = ["%s"]
  master_password_wo = "of-the-clone-alone"
  master_password_wo_version = 1`: {"network_type", "publicly_accessible", "vpc_security_group_ids", "master_password_wo_version"},
	`allowed_security_group_ids = ["%s"]
  manage_master_user_password = true
  ttl = "24h"`: {"allowed_security_group_ids", "manage_master_user_password", "ttl"},
}

// otherWords asks for the same as everyUpdate.
var otherWords = strings.NewReplacer(
	`"sun:04:00-sun:04:30"`, `"Sun:04:00-SUN:04:30"`, `"orders-cluster"`, `"Orders-Cluster"`, `"orders-instances"`, `"Orders-Instances"`,
	`max_capacity = 4`, `max_capacity = 4, seconds_until_auto_pause = 300`, `= "open-source`, `="open-source`,
)

func TestWhatAChangeOfEachArgumentDoes(t *testing.T) {
	calls := make(chan sandbox.Request, 10_000)
	startSandbox(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) { calls <- r }
	}))
	makeParameterGroups(t)
	encryptedSource(t, "vault")
	image := strings.Replace(archiveImage("orders.tar"), `"orders" }`, `"vault" }`, 1)
	const once = `kms_key_id = "1234abcd-12ab-34cd-56ef-1234567890ab"
  availability_zone = "us-east-1a"
  refresh_triggers = { week = "1" }
`
	w := newServedWorkspace(t, image+cloneOf(once))
	w.run(t, "apply", "-auto-approve")
	if phases := w.value(t, "dbartifact_cluster", "phases"); !strings.Contains(phases, "name:network seconds:") || !strings.Contains(phases, "name:finish seconds:") {
		t.Errorf("the phases are %s", phases)
	}
	everyArgumentIsInTheTable(t, w)
	planned := func(cluster string) change {
		w.write(t, "main.tf", requiredProviders+image+cluster)
		return w.plan(t)
	}
	configure := func(more string) change { return planned(cloneOf(more)) }

	const identifier = `cluster_identifier = "clone"`
	for name, cluster := range map[string]string{
		"kms_key_id":                cloneOf(strings.Replace(once, "1234abcd", "9999abcd", 1)),
		"refresh_triggers":          cloneOf(strings.Replace(once, `"1" }`, `"2" }`, 1)),
		"create_mode":               cloneOf(once + `create_mode = "create"`),
		"cluster_identifier":        strings.Replace(cloneOf(once), identifier, `cluster_identifier = "other"`, 1),
		"cluster_identifier_prefix": strings.Replace(cloneOf(once), identifier, `cluster_identifier_prefix = "other-"`, 1),
		"a name from elsewhere":     strings.Replace(cloneOf(once), identifier, `cluster_identifier = "n${terraform_data.name.id}"`, 1) + `resource "terraform_data" "name" {}`,
	} {
		if got := planned(cluster); !slices.Equal(got.Actions, []string{"delete", "create"}) {
			t.Errorf("%s: the plan is to %v, want a replacement", name, got.Actions)
		}
	}
	if got := configure(""); !slices.Equal(got.Actions, []string{"update"}) || len(got.ReplacePaths) > 0 {
		t.Errorf("without the arguments of its creation: %v because of %v, want an update of the state", got.Actions, got.ReplacePaths)
	}
	got := configure(strings.Replace(once, `"1234abcd`, `"arn:aws:kms:us-east-1:123456789012:key/1234abcd`, 1))
	if !slices.Equal(got.Actions, []string{"no-op"}) {
		t.Errorf("the key's ARN in place of its id: %v", got.Actions)
	}

	for config, names := range otherUpdates {
		got := configure(once + fmt.Sprintf(config, defaultGroup(t)) + "\n")
		if !slices.Equal(got.Actions, []string{"update"}) {
			t.Errorf("%s: the plan is to %v because of %v", config, got.Actions, got.ReplacePaths)
		}
		for _, name := range names {
			if cmp.Equal(got.Before[name], got.After[name]) {
				t.Errorf("%s is not in the plan's change", name)
			}
		}
	}

	changesOfTheArtifact(t, w, func(target string) change {
		other := strings.Replace(image, `{ instance_type = "db.t4g.medium" }`, target, 1)
		w.write(t, "main.tf", requiredProviders+other+cloneOf(once))
		return w.plan(t)
	})

	got = configure(once + everyUpdate)
	if !slices.Equal(got.Actions, []string{"update"}) {
		t.Fatalf("the plan is to %v because of %v", got.Actions, got.ReplacePaths)
	}
	for name, outcome := range clusterChanges {
		if outcome == updated && !slices.Contains(notInEveryUpdate, name) && cmp.Equal(got.Before[name], got.After[name]) {
			t.Errorf("%s is not in the plan's change", name)
		}
	}
	drain(calls)
	w.run(t, "apply", "-auto-approve", "planned")
	costs(t, calls, map[string]int{
		"ModifyDBCluster": 1, "ModifyDBInstance": 1, "CreateDBInstance": 2, "EnableHttpEndpoint": 1, "RestoreDBClusterToPointInTime": 0,
	})
	for what, config := range map[string]string{"the same again": everyUpdate, "the same in other words": otherWords.Replace(everyUpdate)} {
		if got := configure(once + config); !slices.Equal(got.Actions, []string{"no-op"}) {
			t.Errorf("%s: the plan is to %v: %s", what, got.Actions, cmp.Diff(got.Before, got.After))
		}
	}
	recordOnly(t, w, configure, calls, once+everyUpdate)
}

// recordOnly applies what changes the state alone and looks for calls.
func recordOnly(t *testing.T, w *workspace, configure func(string) change, calls chan sandbox.Request, config string) {
	t.Helper()
	config = strings.Replace(config, "us-east-1a", "us-east-1b", 1) +
		"wait_for_readers = true\n final_snapshot_identifier = \"last\"\n timeouts = { create = \"1h\" }\n" +
		"maintenance_cidr_blocks = [\"10.0.0.0/8\"]\n sql_transport = \"direct\"\n inherited_logins = \"keep\"\n masking = \"in_place\"\n"
	if got := configure(config); !slices.Equal(got.Actions, []string{"update"}) {
		t.Errorf("the plan is to %v", got.Actions)
	}
	drain(calls)
	w.run(t, "apply", "-auto-approve", "planned")
	costs(t, calls, map[string]int{"ModifyDBCluster": 0, "ModifyDBInstance": 0, "CreateDBInstance": 0, "DeleteDBInstance": 0})
	if got := configure(config); !slices.Equal(got.Actions, []string{"no-op"}) {
		t.Errorf("after that, the plan is to %v", got.Actions)
	}
}

// drain forgets the calls so far.
func drain(calls chan sandbox.Request) {
	for len(calls) > 0 {
		<-calls
	}
}

// costs counts the successful calls so far.
func costs(t *testing.T, calls chan sandbox.Request, want map[string]int) {
	t.Helper()
	got := map[string]int{}
	for len(calls) > 0 {
		r := <-calls
		if _, counted := want[r.Action]; counted && r.Status < 300 {
			got[r.Action]++
		}
	}
	for action, n := range want {
		if got[action] != n {
			t.Errorf("%s was called %d times, want %d", action, got[action], n)
		}
	}
}

func everyArgumentIsInTheTable(t *testing.T, w *workspace) {
	t.Helper()
	var schemas struct {
		Providers map[string]struct {
			Resources map[string]struct {
				Block struct {
					Attributes map[string]struct {
						Optional, Required bool
					} `json:"attributes"`
				} `json:"block"`
			} `json:"resource_schemas"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(w.run(t, "providers", "schema", "-json")), &schemas); err != nil {
		t.Fatal(err)
	}
	arguments := []string{}
	for name, a := range schemas.Providers[providerAddress].Resources["dbartifact_cluster"].Block.Attributes {
		if a.Optional || a.Required {
			arguments = append(arguments, name)
		}
	}
	slices.Sort(arguments)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(clusterChanges)), arguments); diff != "" {
		t.Errorf("the table and the schema differ (-table +schema): %s", diff)
	}
}

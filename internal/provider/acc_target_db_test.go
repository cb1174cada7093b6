package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// targetChanges are all keys of an image's target_db: what each does to a
// cluster that is there and has no override of its own.
var targetChanges = map[string]string{
	"subnet_ids": replaced, "db_subnet_group_name": replaced,
	"vpc_id":        recorded, // a check
	"database_name": recorded, "availability_zone": recorded,

	"instance_type": updated, "instance_count": updated, "promotion_tier": updated, "port": updated, "backup_retention_period": updated,
	"preferred_backup_window": updated, "preferred_maintenance_window": updated, "db_cluster_parameter_group_name": updated,
	"db_parameter_group_name": updated, "storage_type": updated, "network_type": updated, "engine_lifecycle_support": updated,
	"copy_tags_to_snapshot": updated, "auto_minor_version_upgrade": updated, "serverlessv2_scaling": updated,
	"enabled_cloudwatch_logs_exports": updated, "database_insights_mode": updated, "iam_database_authentication_enabled": updated,
}

// everyTarget changes all that is changed by calls, but the network type, which
// the sandbox has one of.
const everyTarget = `{
  instance_type = "db.r6g.xlarge", instance_count = 3, promotion_tier = 3, port = 6543, backup_retention_period = 3
  preferred_backup_window = "02:00-02:30", preferred_maintenance_window = "sun:04:00-sun:04:30"
  db_cluster_parameter_group_name = "orders-cluster", db_parameter_group_name = "orders-instances", storage_type = "aurora-iopt1"
  engine_lifecycle_support = "open-source-rds-extended-support-disabled", copy_tags_to_snapshot = true, auto_minor_version_upgrade = true
  serverlessv2_scaling = { min_capacity = 0, max_capacity = 4 }, enabled_cloudwatch_logs_exports = ["postgresql"]
  database_insights_mode = "advanced", iam_database_authentication_enabled = true
}`

// changesOfTheArtifact plans a cluster whose image changes. configure takes the
// image's target_db.
func changesOfTheArtifact(t *testing.T, w *workspace, configure func(target string) change) {
	t.Helper()
	if diff := cmp.Diff(slices.Sorted(maps.Keys(targetChanges)), targetKeys(t, w)); diff != "" {
		t.Errorf("the table and the schema differ (-table +schema): %s", diff)
	}
	got := configure(everyTarget)
	if !slices.Equal(got.Actions, []string{"update"}) {
		t.Errorf("the plan is to %v because of %v", got.Actions, got.ReplacePaths)
	}
	for name, outcome := range targetChanges {
		if name == "instance_type" {
			name = "instance_class"
		}
		if outcome == updated && name != "network_type" && cmp.Equal(got.Before[name], got.After[name]) {
			t.Errorf("%s of the artifact does not reach the cluster", name)
		}
	}
	got = configure(`{ instance_type = "db.t4g.medium", subnet_ids = ["subnet-0a", "subnet-0b"] }`)
	if want := fmt.Sprint([][]any{{"artifact_digest"}}); !slices.Equal(got.Actions, []string{"delete", "create"}) || fmt.Sprint(got.ReplacePaths) != want {
		t.Errorf("in another network: the plan is to %v because of %v", got.Actions, got.ReplacePaths)
	}
	got = configure(`{ instance_type = "db.t4g.medium", vpc_id = "vpc-0a", database_name = "shop", availability_zone = "us-east-1c" }`)
	if !slices.Equal(got.Actions, []string{"update"}) {
		t.Errorf("what is only recorded: the plan is to %v because of %v", got.Actions, got.ReplacePaths)
	}
	for name := range got.After {
		if name != "artifact_digest" && name != "image" && name != "database_name" && !cmp.Equal(got.Before[name], got.After[name]) {
			t.Errorf("what is only recorded changes %s: %v -> %v", name, got.Before[name], got.After[name])
		}
	}
}

// targetKeys are the keys of target_db in the schema.
func targetKeys(t *testing.T, w *workspace) []string {
	t.Helper()
	type attribute struct {
		Nested struct {
			Attributes map[string]json.RawMessage `json:"attributes"`
		} `json:"nested_type"`
	}
	var schemas struct {
		Providers map[string]struct {
			Resources map[string]struct {
				Block struct {
					Attributes map[string]attribute `json:"attributes"`
				} `json:"block"`
			} `json:"resource_schemas"`
		} `json:"provider_schemas"`
	}
	if err := json.Unmarshal([]byte(w.run(t, "providers", "schema", "-json")), &schemas); err != nil {
		t.Fatal(err)
	}
	target := schemas.Providers[providerAddress].Resources["dbartifact_image"].Block.Attributes["target_db"]
	return slices.Sorted(maps.Keys(target.Nested.Attributes))
}

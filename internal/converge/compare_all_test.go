package converge_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// What a change of a fact or setting in the artifact means for a finished
// clone. The keys are all members of the specification's source and target.
const (
	replaced = "replaced"
	updated  = "updated"
	recorded = "recorded"
)

var artifactChanges = map[string]string{
	"source.cluster_arn": replaced, "source.cluster_resource_id": replaced,
	// What else the source is like now does not reach a clone that is there.
	"source.cluster_id": recorded, "source.region": recorded, "source.account_id": recorded, "source.engine": recorded,
	"source.engine_version": recorded, "source.master_username": recorded, "source.database_name": recorded, "source.port": recorded,
	"source.vpc_id": recorded, "source.db_subnet_group_name": recorded, "source.subnet_ids": recorded, "source.availability_zones": recorded,
	"source.storage_encrypted": recorded, "source.kms_key_id": recorded, "source.network_type": recorded,
	"source.engine_lifecycle_support": recorded, "source.db_cluster_parameter_group_name": recorded,
	"source.db_parameter_group_name": recorded, "source.instance_class": recorded, "source.serverlessv2_scaling": recorded,
	"source.managed_master_user_password": recorded,

	"target.vpc_id": replaced, "target.db_subnet_group_name": replaced, "target.subnet_ids": replaced, "target.kms_key_id": replaced,
	"target.database_name": recorded, "target.availability_zone": recorded,
	"target.instance_class": updated, "target.instance_count": updated, "target.promotion_tier": updated, "target.port": updated,
	"target.backup_retention_period": updated, "target.preferred_backup_window": updated, "target.preferred_maintenance_window": updated,
	"target.db_cluster_parameter_group_name": updated, "target.db_parameter_group_name": updated, "target.storage_type": updated,
	"target.network_type": updated, "target.engine_lifecycle_support": updated, "target.copy_tags_to_snapshot": updated,
	"target.auto_minor_version_upgrade": updated, "target.serverlessv2_scaling": updated,
	"target.enabled_cloudwatch_logs_exports": updated, "target.database_insights_mode": updated,
	"target.iam_database_authentication_enabled": updated,
}

func TestEachMemberOfTheArtifactReplacesOrUpdatesOrIsRecorded(t *testing.T) {
	seen := map[string]string{}
	for section, part := range map[string]func(*artifact.Spec) reflect.Value{
		"source": func(s *artifact.Spec) reflect.Value { return reflect.ValueOf(&s.Source).Elem() },
		"target": func(s *artifact.Spec) reflect.Value { return reflect.ValueOf(&s.Target).Elem() },
	} {
		for i := range part(&artifact.Spec{}).NumField() {
			prior, next := request(nil).Spec, request(nil).Spec
			name, _, _ := strings.Cut(part(&next).Type().Field(i).Tag.Get("json"), ",")
			setAnother(t, part(&next).Field(i))
			got := converge.Compare(converge.ModeClone, prior, next)
			outcome := recorded
			switch {
			case len(got.Replace) > 0:
				outcome = replaced
			case len(got.Modify) > 0:
				outcome = updated
				if diff := cmp.Diff([]string{name}, got.Modify); diff != "" {
					t.Errorf("%s.%s: %s", section, name, diff)
				}
			}
			seen[section+"."+name] = outcome
		}
	}
	if diff := cmp.Diff(artifactChanges, seen); diff != "" {
		t.Errorf("(-table +Compare) %s", diff)
	}
}

// setAnother gives a field a value that it did not have.
func setAnother(t *testing.T, field reflect.Value) {
	t.Helper()
	switch field.Interface().(type) {
	case string:
		field.SetString("another-" + field.String())
	case int:
		field.SetInt(field.Int() + 1)
	case bool:
		field.SetBool(!field.Bool())
	case []string:
		field.Set(reflect.ValueOf([]string{"another"}))
	case *artifact.Scaling:
		field.Set(reflect.ValueOf(&artifact.Scaling{MaxCapacity: 7}))
	default:
		t.Fatalf("no other value for a %s", field.Type())
	}
}

func TestWhatIsWrittenInAnotherWayIsNoChange(t *testing.T) {
	prior, next := request(nil).Spec, request(nil).Spec
	prior.Target.PreferredMaintenanceWindow, next.Target.PreferredMaintenanceWindow = "Sun:04:00-Sun:04:30", "sun:04:00-sun:04:30"
	prior.Target.DBClusterParameterGroupName, next.Target.DBClusterParameterGroupName = "Orders", "orders"
	prior.Target.StorageType, next.Target.StorageType = "", "aurora"
	prior.Target.DatabaseInsightsMode, next.Target.DatabaseInsightsMode = "standard", ""
	prior.Target.EnabledCloudwatchLogsExports = []string{"instance", "postgresql"}
	next.Target.EnabledCloudwatchLogsExports = []string{"postgresql", "instance"}
	prior.Target.SubnetIDs, next.Target.SubnetIDs = []string{"subnet-a", "subnet-b"}, []string{"subnet-b", "subnet-a"}
	if diff := cmp.Diff(converge.Comparison{}, converge.Compare(converge.ModeClone, prior, next)); diff != "" {
		t.Error(diff)
	}
}

package provider

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// A setting that the artifact has and the cluster cannot override would be
// forgotten without this.
func TestClusterOverridesEverySettingOfTheArtifact(t *testing.T) {
	fixed := []string{"vpc_id", "db_subnet_group_name", "subnet_ids", "database_name"}
	var want []string
	target := reflect.TypeFor[artifact.Target]()
	for field := range target.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if !slices.Contains(fixed, name) {
			want = append(want, name)
		}
	}
	slices.Sort(want)
	for what, got := range map[string][]string{
		"model":  slices.Sorted(maps.Keys(settingsModel{}.values())),
		"schema": slices.Sorted(maps.Keys(clusterSettingAttributes())),
	} {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", what, diff)
		}
	}
}

func TestSettingsOverlayTheArtifactAndLeaveItAlone(t *testing.T) {
	logs := []string{"postgresql"}
	spec := artifact.Spec{Target: artifact.Target{
		InstanceClass: "db.r6g.large", EnabledCloudwatchLogsExports: logs, ServerlessV2Scaling: &artifact.Scaling{MaxCapacity: 4},
	}}
	m := settingsModel{Port: types.Int64Value(6000), PreferredBackupWindow: types.StringUnknown()}
	m.EnabledCloudwatchLogsExports, _ = types.SetValueFrom(t.Context(), types.StringType, []string{"instance"})
	want := spec.Target
	want.Port, want.EnabledCloudwatchLogsExports = 6000, []string{"instance"}
	if diff := cmp.Diff(want, m.target(spec)); diff != "" {
		t.Error(diff)
	}
	if logs[0] != "postgresql" {
		t.Error("the artifact itself was changed")
	}
}

func TestWhatAWSWritesInItsOwnWayMeansTheSame(t *testing.T) {
	text := func(s string) attr.Value { return types.StringValue(s) }
	logs := func(names ...string) attr.Value {
		set, _ := types.SetValueFrom(t.Context(), types.StringType, names)
		return set
	}
	scaling := func(lowest float64, pause attr.Value) attr.Value {
		return types.ObjectValueMust(attributeTypes(scalingAttributes()), map[string]attr.Value{
			"min_capacity": types.Float64Value(lowest), "max_capacity": types.Float64Value(4), "seconds_until_auto_pause": pause,
		})
	}
	for name, tc := range map[string]struct {
		a, b attr.Value
		want bool
	}{
		"a window's days":       {text("Sun:04:00-Sun:04:30"), text("sun:04:00-sun:04:30"), true},
		"another window":        {text("sun:04:00-sun:04:30"), text("mon:04:00-mon:04:30"), false},
		"a group's name":        {text("Orders-PG15"), text("orders-pg15"), true},
		"a key's id and ARN":    {text("1234-abcd"), text("arn:aws:kms:us-east-1:123456789012:key/1234-abcd"), true},
		"another key":           {text("1234-abcd"), text("arn:aws:kms:us-east-1:123456789012:key/9999-abcd"), false},
		"no text and any":       {types.StringNull(), text("x"), false},
		"no logs":               {types.SetNull(types.StringType), logs(), true},
		"a log":                 {types.SetNull(types.StringType), logs("instance"), false},
		"the pause AWS chooses": {scaling(0, types.Int64Null()), scaling(0, types.Int64Value(300)), true},
		"another pause":         {scaling(0, types.Int64Value(600)), scaling(0, types.Int64Value(300)), false},
		"another capacity":      {scaling(1, types.Int64Null()), scaling(0, types.Int64Value(300)), false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := sameMeaning(tc.a, tc.b); got != tc.want {
				t.Errorf("got %v, want %v", got, tc.want)
			}
			if got := sameMeaning(tc.b, tc.a); got != tc.want {
				t.Errorf("the other way round: got %v, want %v", got, tc.want)
			}
		})
	}
}

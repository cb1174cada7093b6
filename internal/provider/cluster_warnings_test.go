package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestPlanWarnsOfAClusterThatNobodyCanReach(t *testing.T) {
	some, _ := types.SetValueFrom(t.Context(), types.StringType, []string{"x"})
	for name, tc := range map[string]struct {
		config clusterModel
		want   int
	}{
		"nobody":              {clusterModel{}, 1},
		"the caller's groups": {clusterModel{VPCSecurityGroupIDs: some}, 0},
		"address ranges":      {clusterModel{AllowedCIDRBlocks: some}, 0},
		"members of groups":   {clusterModel{AllowedSecurityGroupIDs: types.SetUnknown(types.StringType)}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.config.warnIfClosed(); got.WarningsCount() != tc.want || got.HasError() {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestPlanWarnsOfAnInheritedPasswordThatRotates(t *testing.T) {
	inherit := clusterModel{InheritMasterPassword: types.BoolValue(true)}
	rotating := artifact.Source{ManagedMasterUserPassword: true}
	for name, tc := range map[string]struct {
		config clusterModel
		source artifact.Source
		want   int
	}{
		"inherited from a managed one": {inherit, rotating, 1},
		"inherited from another":       {inherit, artifact.Source{}, 0},
		"managed":                      {clusterModel{}, rotating, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tc.config.warnIfRotating(tc.source); got.WarningsCount() != tc.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestAutoscaledReadersAreNoDrift(t *testing.T) {
	m := settingsModel{InstanceCount: types.Int64Value(1), InstanceClass: types.StringValue("db.r6g.large")}
	m.observe(cluster.Cluster{}, []cluster.Instance{
		{Identifier: "x-1", Class: "db.r6g.large", Writer: true},
		{Identifier: "application-autoscaling-0a1b", Class: "db.r6g.4xlarge"},
	})
	if m.InstanceCount.ValueInt64() != 1 || m.InstanceClass.ValueString() != "db.r6g.large" {
		t.Errorf("got %s of %s", m.InstanceCount, m.InstanceClass)
	}
}

package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestSettingsComeFromConfigurationThenArtifactThenAWS(t *testing.T) {
	target := artifact.Target{InstanceClass: "db.r6g.large", InstanceCount: 1, Port: 5432, KMSKeyID: "key-of-the-artifact"}
	running := &clusterModel{
		PreferredBackupWindow: types.StringValue("03:00-03:30"), InstanceClass: types.StringValue("db.r5.large"),
		KMSKeyID: types.StringValue("key-of-the-cluster"),
	}
	configured := clusterModel{InstanceClass: types.StringValue("db.t4g.medium")}
	class := func(m clusterModel) attr.Value { return m.InstanceClass }
	window := func(m clusterModel) attr.Value { return m.PreferredBackupWindow }
	key := func(m clusterModel) attr.Value { return m.KMSKeyID }
	for name, tc := range map[string]struct {
		config clusterModel
		prior  *clusterModel
		of     func(clusterModel) attr.Value
		want   attr.Value
	}{
		"configuration wins":                    {configured, running, class, types.StringValue("db.t4g.medium")},
		"the artifact is followed":              {clusterModel{}, running, class, types.StringValue("db.r6g.large")},
		"what AWS chose stays":                  {clusterModel{}, running, window, types.StringValue("03:00-03:30")},
		"what AWS has yet to choose is unknown": {clusterModel{}, nil, window, types.StringUnknown()},
		"a running cluster keeps its key":       {clusterModel{}, running, key, types.StringValue("key-of-the-cluster")},
		"a new cluster takes the artifact's":    {clusterModel{}, nil, key, types.StringValue("key-of-the-artifact")},
	} {
		t.Run(name, func(t *testing.T) {
			var m clusterModel
			m.planSettings(tc.config, tc.prior, target)
			if got := tc.of(m); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

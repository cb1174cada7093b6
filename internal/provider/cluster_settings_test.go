package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestSettingsComeFromConfigurationThenArtifactThenAWS(t *testing.T) {
	target := artifact.Target{InstanceClass: "db.r6g.large", InstanceCount: 1, Port: 5432, KMSKeyID: "key-of-the-artifact"}
	running := &settingsModel{
		PreferredBackupWindow: types.StringValue("03:00-03:30"), InstanceClass: types.StringValue("db.r5.large"),
		KMSKeyID: types.StringValue("key-of-the-cluster"),
	}
	configured := settingsModel{InstanceClass: types.StringValue("db.t4g.medium")}
	class := func(m settingsModel) attr.Value { return m.InstanceClass }
	window := func(m settingsModel) attr.Value { return m.PreferredBackupWindow }
	key := func(m settingsModel) attr.Value { return m.KMSKeyID }
	for name, tc := range map[string]struct {
		config settingsModel
		prior  *settingsModel
		of     func(settingsModel) attr.Value
		want   attr.Value
	}{
		"configuration wins":                    {configured, running, class, types.StringValue("db.t4g.medium")},
		"the artifact is followed":              {settingsModel{}, running, class, types.StringValue("db.r6g.large")},
		"what AWS chose stays":                  {settingsModel{}, running, window, types.StringValue("03:00-03:30")},
		"what AWS has yet to choose is unknown": {settingsModel{}, nil, window, types.StringUnknown()},
		"a running cluster keeps its key":       {settingsModel{}, running, key, types.StringValue("key-of-the-cluster")},
		"a new cluster takes the artifact's":    {settingsModel{}, nil, key, types.StringValue("key-of-the-artifact")},
	} {
		t.Run(name, func(t *testing.T) {
			var m settingsModel
			m.planSettings(tc.config, tc.prior, target)
			if got := tc.of(m); !got.Equal(tc.want) {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}

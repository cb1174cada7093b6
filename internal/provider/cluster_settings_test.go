package provider

import (
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestSettingsComeFromConfigurationThenArtifactThenAWS(t *testing.T) {
	target := artifact.Target{InstanceClass: "db.r6g.large", InstanceCount: 1, Port: 5432, KMSKeyID: "key-of-the-artifact"}
	prior := &clusterModel{
		PreferredBackupWindow: types.StringValue("03:00-03:30"), InstanceClass: types.StringValue("db.r5.large"),
		KMSKeyID: types.StringValue("key-of-the-cluster"),
	}
	t.Run("configuration wins", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{InstanceClass: types.StringValue("db.t4g.medium")}, prior, target)
		if got := m.InstanceClass.ValueString(); got != "db.t4g.medium" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("the artifact follows", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{}, prior, target)
		if got := m.InstanceClass.ValueString(); got != "db.r6g.large" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("what AWS chose stays", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{}, prior, target)
		if got := m.PreferredBackupWindow.ValueString(); got != "03:00-03:30" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("what AWS has yet to choose is unknown", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{}, nil, target)
		if !m.PreferredBackupWindow.IsUnknown() {
			t.Errorf("got %v", m.PreferredBackupWindow)
		}
	})
	t.Run("a running cluster keeps its key", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{}, prior, target)
		if got := m.KMSKeyID.ValueString(); got != "key-of-the-cluster" {
			t.Errorf("got %q", got)
		}
	})
	t.Run("a new cluster takes the artifact's key", func(t *testing.T) {
		var m clusterModel
		m.planSettings(clusterModel{}, nil, target)
		if got := m.KMSKeyID.ValueString(); got != "key-of-the-artifact" {
			t.Errorf("got %q", got)
		}
	})
}

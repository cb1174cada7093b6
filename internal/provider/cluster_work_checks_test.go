package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

// everything is a clone that is masked, locked and migrated.
func everything() (clusterModel, artifact.Spec, work) {
	m := clusterModel{CreateMode: types.StringValue("clone")}
	m.SQLTransport, m.ApplySchema = types.StringValue("direct"), types.BoolValue(true)
	m.InheritedLogins, m.Masking = types.StringValue(loginsLock), types.StringValue(maskingInPlace)
	m.InstanceClass = types.StringValue("db.r6g.large")
	m.MaintenanceCIDRBlocks = types.SetValueMust(types.StringType, nil)
	m.MaintenanceSecurityGroupIDs = types.SetNull(types.StringType)
	spec := artifact.Spec{CloneScripts: []artifact.File{{Path: "mask.sql"}}}
	w := work{
		compiled: &artifact.Compiled{Changesets: []artifact.Changeset{{ID: "1", Author: "a", Path: "db.xml", Statements: []string{"create table t (id int)"}}}},
		scripts:  []masking.Script{{Name: "mask.sql", Statements: []script.Statement{{Text: "update t set id = 1"}}}},
	}
	return m, spec, w
}

func TestWorkThatCannotBeDoneIsFoundAtPlan(t *testing.T) {
	long := strings.Repeat("x", 65537)
	password := cluster.WithPassword(cluster.NewSecret("long-enough"), "1")
	api := func(m *clusterModel) { m.SQLTransport = types.StringValue("data_api") }
	tests := map[string]struct {
		change      func(*clusterModel, *artifact.Spec, *work)
		credentials cluster.Credentials
		want        string // "" for nothing
		warning     bool
	}{
		"nothing in the way": {func(*clusterModel, *artifact.Spec, *work) {}, cluster.Managed(""), "", false},
		"no way in": {
			func(m *clusterModel, _ *artifact.Spec, _ *work) { m.SQLTransport = types.StringValue("none") }, cluster.Managed(""),
			`there is SQL to run (clone_scripts, inherited_logins = "lock" and apply_schema = true)`, false,
		},
		"no way in, nothing to do": {
			func(m *clusterModel, s *artifact.Spec, w *work) {
				m.SQLTransport, m.InheritedLogins = types.StringValue("none"), types.StringValue(loginsKeep)
				*s, *w = artifact.Spec{}, work{}
			}, cluster.Inherited(), "", false,
		},
		"unknown password": {func(*clusterModel, *artifact.Spec, *work) {}, cluster.Inherited(), "nobody here knows the master password", false},
		"nobody is let in": {func(m *clusterModel, _ *artifact.Spec, _ *work) {
			m.MaintenanceCIDRBlocks = types.SetNull(types.StringType)
		}, cluster.Managed(""), "lets this machine in", true},
		"Data API":           {func(m *clusterModel, _ *artifact.Spec, _ *work) { api(m) }, cluster.Managed(""), "", false},
		"Data API, password": {func(m *clusterModel, _ *artifact.Spec, _ *work) { api(m) }, password, "logs in with a secret", false},
		"Data API, T class": {
			func(m *clusterModel, _ *artifact.Spec, _ *work) {
				api(m)
				m.InstanceClass = types.StringValue("db.t4g.medium")
			}, cluster.Managed(""),
			"db.t4g.medium", false,
		},
		"Data API, long script": {
			func(m *clusterModel, _ *artifact.Spec, w *work) { api(m); w.scripts[0].Statements[0].Text = long }, cluster.Managed(""), "clone script mask.sql", false,
		},
		"Data API, long changeset": {
			func(m *clusterModel, _ *artifact.Spec, w *work) {
				api(m)
				w.compiled.Changesets[0].Statements[0] = long
			}, cluster.Managed(""), "changeset db.xml::1::a", false,
		},
		"Data API, long changeset that is not applied": {
			func(m *clusterModel, _ *artifact.Spec, w *work) {
				api(m)
				m.ApplySchema, w.compiled.Changesets[0].Statements[0] = types.BoolValue(false), long
			}, cluster.Managed(""), "", false,
		},
		"masking of nothing": {
			func(m *clusterModel, _ *artifact.Spec, _ *work) {
				m.CreateMode, m.InheritedLogins = types.StringValue("create"), types.StringNull()
			}, cluster.Managed(""), "inherits nothing: leave masking out", false,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			m, spec, w := everything()
			test.change(&m, &spec, &w)
			found := checkWork(m, spec, w, test.credentials)
			if test.want == "" && len(found) == 0 {
				return
			}
			if len(found) != 1 || test.want == "" || !strings.Contains(found[0].err.Error(), test.want) || found[0].warning != test.warning {
				t.Errorf("found %+v, want %q", found, test.want)
			}
		})
	}
}

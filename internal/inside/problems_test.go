package inside_test

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
)

// everything is a clone that is masked, locked and migrated.
func everything() inside.Order {
	return inside.Order{
		Mode: converge.ModeClone, ApplySchema: true, LockLogins: true, Transport: inside.Direct,
		Maintenance: converge.Access{AllowedCIDRs: []string{"192.0.2.1/32"}},
		Credentials: cluster.CredentialsManaged, InstanceClass: "db.r6g.large",
		Content: inside.Content{
			Masking:  "sha256:aa",
			Compiled: &artifact.Compiled{Changesets: []artifact.Changeset{{ID: "1", Author: "a", Path: "db.xml", Statements: []string{"create table t (id int)"}}}},
			Scripts:  []masking.Script{{Name: "mask.sql", Statements: []script.Statement{{Text: "update t set id = 1"}}}},
		},
	}
}

func TestProblemsAreFoundBeforeAnythingIsMade(t *testing.T) {
	long := strings.Repeat("x", 65537)
	tests := map[string]struct {
		change  func(*inside.Order)
		want    string // "" for nothing
		warning bool
	}{
		"nothing in the way": {func(*inside.Order) {}, "", false},
		"no way in": {
			func(o *inside.Order) { o.Transport = inside.None },
			`there is SQL to run (clone_scripts, inherited_logins = "lock", apply_schema = true)`, false,
		},
		"no way in, nothing to do": {func(o *inside.Order) {
			*o = inside.Order{Transport: inside.None, ApplySchema: true, Credentials: cluster.CredentialsInherited}
		}, "", false},
		"unknown password":   {func(o *inside.Order) { o.Credentials = cluster.CredentialsInherited }, "nobody here knows", false},
		"nobody is let in":   {func(o *inside.Order) { o.Maintenance = converge.Access{} }, "lets this machine in", true},
		"Data API":           {func(o *inside.Order) { o.Transport = inside.DataAPI }, "", false},
		"Data API, password": {func(o *inside.Order) { o.Transport, o.Credentials = inside.DataAPI, cluster.CredentialsPassword }, "logs in with a secret", false},
		"Data API, T class":  {func(o *inside.Order) { o.Transport, o.InstanceClass = inside.DataAPI, "db.t4g.medium" }, "db.t4g.medium", false},
		"Data API, long script": {
			func(o *inside.Order) { o.Transport, o.Content.Scripts[0].Statements[0].Text = inside.DataAPI, long }, "clone script mask.sql", false,
		},
		"Data API, long changeset": {
			func(o *inside.Order) {
				o.Transport, o.Content.Compiled.Changesets[0].Statements[0] = inside.DataAPI, long
			}, "changeset db.xml::1::a", false,
		},
		"Data API, long changeset that is not applied": {func(o *inside.Order) {
			o.Transport, o.ApplySchema, o.Content.Compiled.Changesets[0].Statements[0] = inside.DataAPI, false, long
		}, "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			order := everything()
			test.change(&order)
			found := order.Problems()
			if test.want == "" && len(found) == 0 {
				return
			}
			if len(found) != 1 || test.want == "" || !strings.Contains(found[0].Err.Error(), test.want) || found[0].Warning != test.warning {
				t.Errorf("found %+v, want %q", found, test.want)
			}
		})
	}
}

func TestEmptyClusterIsNeitherMaskedNorLocked(t *testing.T) {
	order := everything()
	order.Mode = converge.ModeCreate
	work := order.Work(inside.Keys{})
	if work.Quarantine || work.Masking != "" || !work.Schema || work.Migrator == nil {
		t.Errorf("the work is %+v", work)
	}
}

func TestScriptsAreReadInTheEnginesDialect(t *testing.T) {
	spec := artifact.Spec{
		Source:       artifact.Source{Engine: "aurora-mysql"},
		CloneScripts: []artifact.File{{Path: "b.sql"}, {Path: "a.sql"}},
	}
	content, err := inside.Read(spec, nil, nil, map[string][]byte{
		"a.sql": []byte("select 1;"), "b.sql": []byte("delimiter //\ncreate procedure p() begin select 1; end //\n"),
	})
	if err != nil || len(content.Scripts) != 2 || content.Scripts[0].Name != "b.sql" || len(content.Scripts[0].Statements) != 1 {
		t.Errorf("got %+v, %v", content, err)
	}
	if _, err := inside.Read(spec, nil, nil, map[string][]byte{"b.sql": []byte("select 'no end")}); err == nil || !strings.Contains(err.Error(), "b.sql") {
		t.Errorf("a script without an end: %v", err)
	}
}

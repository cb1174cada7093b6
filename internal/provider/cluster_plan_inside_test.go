package provider

import (
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

func TestPlanForetellsTheRecordWhereItIsCertain(t *testing.T) {
	set := func(id string) artifact.Changeset {
		return artifact.Changeset{ID: id, Author: "a", Path: "db.xml", Checksum: "9:" + id, Outcome: artifact.OutcomeExecuted, FailOnError: true}
	}
	maybe := set("2")
	maybe.FailOnError = false
	again := set("1")
	again.RunOnChange = true
	ran := []migrate.Ran{{ID: "1", Author: "a", Path: "db.xml", Checksum: "9:1"}}
	edited := []migrate.Ran{{ID: "1", Author: "a", Path: "db.xml", Checksum: "9:0"}}
	tests := map[string]struct {
		mode     converge.Mode
		exists   bool
		recorded []migrate.Ran
		sets     []artifact.Changeset
		want     string // the list, "unknown", "null" or "error"
		warning  string
	}{
		"empty cluster":           {converge.ModeCreate, false, ran, []artifact.Changeset{set("1"), set("2")}, "db.xml::1::a db.xml::2::a", "2 changesets are pending"},
		"new clone":               {converge.ModeClone, false, nil, []artifact.Changeset{set("1")}, "unknown", "which holds its source's record"},
		"one more":                {converge.ModeClone, true, ran, []artifact.Changeset{set("1"), set("2")}, "db.xml::1::a db.xml::2::a", "1 changeset is pending:\n  - db.xml::2::a"},
		"nothing more":            {converge.ModeClone, true, ran, []artifact.Changeset{set("1")}, "db.xml::1::a", ""},
		"one that may be skipped": {converge.ModeCreate, true, ran, []artifact.Changeset{set("1"), maybe}, "unknown", "1 changeset is pending"},
		"nobody knows":            {converge.ModeCreate, true, nil, []artifact.Changeset{set("1")}, "unknown", "changesets (1) are pending is found out in the cluster's database."},
		"one that changed":        {converge.ModeCreate, true, edited, []artifact.Changeset{again}, "db.xml::1::a", "db.xml::1::a (it has changed)"},
		"edited":                  {converge.ModeCreate, true, edited, []artifact.Changeset{set("1")}, "error", ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			p := clusterPlan{plan: &clusterModel{CreateMode: types.StringValue(string(test.mode))}, notes: clusterNotes{Recorded: test.recorded}}
			if test.exists {
				p.prior = &clusterModel{}
			}
			order := inside.Order{Mode: test.mode, ApplySchema: true, Content: inside.Content{Compiled: &artifact.Compiled{Changesets: test.sets}}}
			var diags diag.Diagnostics
			err := p.planChangesets(order, &diags)
			if got := planned(p.plan.AppliedChangesets, err); got != test.want {
				t.Errorf("the plan shows %s, want %s", got, test.want)
			}
			said := ""
			for _, d := range diags.Warnings() {
				said += d.Detail()
			}
			if !strings.Contains(said, test.warning) || (test.warning == "") != (said == "") {
				t.Errorf("the plan says %q, want %q", said, test.warning)
			}
		})
	}
}

func planned(list types.List, err error) string {
	switch {
	case err != nil:
		return "error"
	case list.IsUnknown():
		return "unknown"
	case list.IsNull():
		return "null"
	}
	var keys []string
	for _, element := range list.Elements() {
		if key, ok := element.(types.String); ok {
			keys = append(keys, key.ValueString())
		}
	}
	return strings.Join(keys, " ")
}

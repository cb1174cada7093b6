package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// planInside decides what a plan shows of the work inside the cluster: which
// changesets will run, told from the artifact and from what earlier applies
// have written down, without asking a database.
func (s *session) planInside(ctx context.Context, p *clusterPlan, spec artifact.Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	p.plan.planInsideDefaults(p.config, spec)
	if len(p.replace) > 0 {
		return diags // planned once more, as a new cluster
	}
	if p.prior != nil && p.settled() {
		p.plan.AppliedChangesets = p.prior.AppliedChangesets
		return diags
	}
	w, err := s.readWork(ctx, p.plan.Image.ValueString(), spec)
	if err == nil {
		err = p.planChangesets(w, &diags)
	}
	problems := checkWork(*p.plan, spec, w, p.plan.credentials(p.config.MasterPasswordWO))
	if err != nil {
		problems = append(problems, problem{attribute: "image", summary: "Artifact's schema cannot be applied", err: err})
	}
	for _, found := range problems {
		found.report(p.prior != nil, &diags)
	}
	return diags
}

// planInsideDefaults settles what the configuration leaves open. What only a
// clone has is null for an empty cluster.
func (m *clusterModel) planInsideDefaults(config clusterModel, spec artifact.Spec) {
	clone := m.mode() == converge.ModeClone
	if config.ApplySchema.IsNull() {
		m.ApplySchema = types.BoolValue(!clone)
	}
	orDefault := func(planned *types.String, configured types.String, chosen string) {
		switch {
		case !configured.IsNull():
		case clone:
			*planned = types.StringValue(chosen)
		default:
			*planned = types.StringNull()
		}
	}
	logins := loginsKeep
	if len(spec.CloneScripts) > 0 {
		logins = loginsLock
	}
	orDefault(&m.InheritedLogins, config.InheritedLogins, logins)
	orDefault(&m.Masking, config.Masking, maskingInPlace)
}

// setInsideUnknown leaves to apply what only the artifact tells.
func (m *clusterModel) setInsideUnknown(config clusterModel) {
	m.planInsideDefaults(config, artifact.Spec{})
	if config.InheritedLogins.IsNull() && m.mode() == converge.ModeClone {
		m.InheritedLogins = types.StringUnknown()
	}
	m.AppliedChangesets = types.ListUnknown(types.StringType)
}

// settled says whether nothing about the schema differs from what the last
// apply has done.
func (p *clusterPlan) settled() bool {
	return p.plan.ArtifactDigest.Equal(p.prior.ArtifactDigest) && p.plan.ApplySchema.Equal(p.prior.ApplySchema)
}

// planChangesets foretells the record: known when it is known what is there and
// when every pending changeset is certain to leave its mark.
func (p *clusterPlan) planChangesets(w work, diags *diag.Diagnostics) error {
	p.plan.AppliedChangesets = types.ListNull(types.StringType)
	if p.prior != nil {
		p.plan.AppliedChangesets = p.prior.AppliedChangesets
	}
	if !p.plan.migrates(w) {
		return nil
	}
	recorded, known := p.recorded()
	if !known {
		p.plan.AppliedChangesets = types.ListUnknown(types.StringType)
		warnOfChangesets(diags, fmt.Sprintf("The artifact has %d changesets. Which of them are pending is found out in the cluster's database, "+
			"which holds its source's record.", len(w.compiled.Changesets)))
		return nil
	}
	due, err := migrate.Pending(recorded, *w.compiled)
	if err != nil {
		return err
	}
	after, certain := migrate.After(recorded, due)
	p.plan.AppliedChangesets = keysOf(after)
	if !certain {
		p.plan.AppliedChangesets = types.ListUnknown(types.StringType)
	}
	if len(due) > 0 {
		warnOfChangesets(diags, pendingText(migrate.Keys(due)))
	}
	return nil
}

// recorded is what is on record in the cluster's database; false when nobody
// here knows. The notes of a cluster that is replaced say nothing of the next.
func (p *clusterPlan) recorded() ([]migrate.Ran, bool) {
	if p.prior == nil {
		return nil, p.plan.mode() == converge.ModeCreate
	}
	return p.notes.Recorded, p.notes.Recorded != nil
}

func warnOfChangesets(diags *diag.Diagnostics, text string) {
	diags.AddAttributeWarning(path.Root("applied_changesets"), "Changesets will be applied", text)
}

// mostShown bounds a list in a warning.
const mostShown = 50

// pendingText lists the pending changesets with their number.
func pendingText(keys []string) string {
	noun, shown := "changesets are", keys
	if len(keys) == 1 {
		noun = "changeset is"
	}
	more := ""
	if len(keys) > mostShown {
		shown, more = keys[:mostShown], fmt.Sprintf("\n  and %d more", len(keys)-mostShown)
	}
	return fmt.Sprintf("%d %s pending:\n  - %s%s", len(keys), noun, strings.Join(shown, "\n  - "), more)
}

func stringList(values []string) types.List {
	elements := make([]attr.Value, len(values))
	for i, v := range values {
		elements[i] = types.StringValue(v)
	}
	return types.ListValueMust(types.StringType, elements)
}

func keysOf(ran []migrate.Ran) types.List {
	keys := make([]string, len(ran))
	for i, r := range ran {
		keys[i] = r.Key()
	}
	return stringList(keys)
}

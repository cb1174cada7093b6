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
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// planInside decides what a plan shows of the work inside the cluster: which
// changesets will run, told from the artifact and from what earlier applies
// have written down, without asking a database.
func (s *session) planInside(ctx context.Context, p *clusterPlan, spec artifact.Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	p.plan.planInsideDefaults(p.config, p.prior, spec)
	if len(p.replace) > 0 {
		return diags // planned once more, as a new cluster
	}
	if p.prior != nil && p.settled() {
		p.plan.AppliedChangesets = p.prior.AppliedChangesets
		return diags
	}
	content, err := s.readContent(ctx, p.plan.Image.ValueString(), spec, false)
	order := p.plan.order(ctx, content, p.plan.credentials(p.config.MasterPasswordWO), &diags)
	problems := append(p.plan.inheritsNothing(), order.Problems()...)
	if err == nil {
		err = p.planChangesets(order, &diags)
	}
	if err != nil {
		problems = append(problems, inside.Problem{Attribute: "image", Summary: "Artifact's SQL cannot be run", Err: err})
	}
	for _, problem := range problems {
		reportProblem(problem, p.prior != nil, &diags)
	}
	return diags
}

// planInsideDefaults settles what the configuration leaves open. What was done
// to a clone when it was made stays; what only a clone has is null for an empty
// cluster.
func (m *clusterModel) planInsideDefaults(config clusterModel, prior *clusterModel, spec artifact.Spec) {
	if prior == nil {
		prior = &clusterModel{}
	}
	clone := m.mode() == converge.ModeClone
	if config.ApplySchema.IsNull() {
		m.ApplySchema = types.BoolValue(!clone)
	}
	orDefault := func(planned *types.String, configured, before types.String, chosen string) {
		switch {
		case !configured.IsNull():
		case clone && !before.IsNull():
			*planned = before
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
	orDefault(&m.InheritedLogins, config.InheritedLogins, prior.InheritedLogins, logins)
	orDefault(&m.Masking, config.Masking, prior.Masking, maskingInPlace)
}

// setInsideUnknown leaves to apply what only the artifact tells.
func (m *clusterModel) setInsideUnknown(config clusterModel) {
	m.planInsideDefaults(config, nil, artifact.Spec{})
	if config.InheritedLogins.IsNull() && m.mode() == converge.ModeClone {
		m.InheritedLogins = types.StringUnknown()
	}
	m.AppliedChangesets = types.ListUnknown(types.StringType)
}

// inheritsNothing finds what only a clone can be asked.
func (m clusterModel) inheritsNothing() []inside.Problem {
	var found []inside.Problem
	for attribute, given := range map[string]bool{"inherited_logins": !m.InheritedLogins.IsNull(), "masking": !m.Masking.IsNull()} {
		if given && m.mode() == converge.ModeCreate {
			found = append(found, inside.Problem{
				Attribute: attribute, Summary: "Attribute does not fit create_mode",
				Err: fmt.Errorf("an empty cluster inherits nothing: leave %s out, or clone", attribute),
			})
		}
	}
	return found
}

// reportProblem adds a problem to diagnostics. A cluster that is there is only
// warned about, so that it can be destroyed whatever its artifact says.
func reportProblem(p inside.Problem, exists bool, diags *diag.Diagnostics) {
	at, text := path.Root(p.Attribute), detail(p.Err)
	switch {
	case p.Warning:
		diags.AddAttributeWarning(at, p.Summary, text)
	case exists:
		diags.AddAttributeWarning(at, p.Summary, text+"\n\nApply fails if this still holds.")
	default:
		diags.AddAttributeError(at, p.Summary, text)
	}
}

// settled says whether nothing about the schema differs from what the last
// apply has done.
func (p *clusterPlan) settled() bool {
	return p.plan.ArtifactDigest.Equal(p.prior.ArtifactDigest) && p.plan.ApplySchema.Equal(p.prior.ApplySchema)
}

// planChangesets foretells the record: known when it is known what is there and
// when every pending changeset is certain to leave its mark.
func (p *clusterPlan) planChangesets(order inside.Order, diags *diag.Diagnostics) error {
	p.plan.AppliedChangesets = types.ListNull(types.StringType)
	if p.prior != nil {
		p.plan.AppliedChangesets = p.prior.AppliedChangesets
	}
	if !order.Migrates() {
		return nil
	}
	if order.Content.Compiled == nil {
		p.plan.AppliedChangesets = types.ListUnknown(types.StringType)
		warnOfChangesets(diags, "Liquibase itself finds out in the database which changesets are pending, and applies them.")
		return nil
	}
	recorded, known := p.recorded()
	if !known {
		p.plan.AppliedChangesets = types.ListUnknown(types.StringType)
		warnOfChangesets(diags, foundOutText(len(order.Content.Compiled.Changesets), p.plan.mode()))
		return nil
	}
	due, err := migrate.Pending(recorded, *order.Content.Compiled)
	if err != nil {
		return err
	}
	after, certain := migrate.After(recorded, due)
	p.plan.AppliedChangesets = keysOf(after)
	if !certain {
		p.plan.AppliedChangesets = types.ListUnknown(types.StringType)
	}
	if len(due) > 0 {
		warnOfChangesets(diags, pendingText(due))
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

// foundOutText says that a plan cannot tell which changesets are pending.
func foundOutText(total int, mode converge.Mode) string {
	text := fmt.Sprintf("Which of the artifact's changesets (%d) are pending is found out in the cluster's database", total)
	if mode == converge.ModeClone {
		text += ", which holds its source's record"
	}
	return text + "."
}

// pendingText lists the pending changesets with their number, and why one that
// ran before runs again.
func pendingText(due []migrate.Due) string {
	noun := "changesets are"
	if len(due) == 1 {
		noun = "changeset is"
	}
	var lines strings.Builder
	for _, d := range due[:min(len(due), mostShown)] {
		lines.WriteString("\n  - " + d.Key())
		if d.Reason != migrate.ReasonNew {
			lines.WriteString(" (" + string(d.Reason) + ")")
		}
	}
	if more := len(due) - mostShown; more > 0 {
		fmt.Fprintf(&lines, "\n  and %d more", more)
	}
	return fmt.Sprintf("%d %s pending:%s", len(due), noun, lines.String())
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

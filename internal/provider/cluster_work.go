package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/masking"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// work is what an artifact has to be done inside a cluster, read.
type work struct {
	compiled *artifact.Compiled // nil for no schema
	scripts  []masking.Script
}

// readWork reads the compiled schema and the masking scripts of an artifact.
// Nothing is fetched for an artifact that has neither.
func (s *session) readWork(ctx context.Context, reference string, spec artifact.Spec) (work, error) {
	var w work
	if spec.Compiled == nil && len(spec.CloneScripts) == 0 {
		return w, nil
	}
	contents, err := s.workFiles(ctx, reference, spec)
	if err != nil {
		return w, err
	}
	if contents.Compiled != nil {
		compiled, err := artifact.DecodeCompiled(contents.Compiled)
		if err != nil {
			return w, err
		}
		w.compiled = &compiled
	}
	w.scripts, err = inside.Scripts(spec.Source.Engine, spec.CloneScripts, contents.CloneScripts)
	return w, err
}

// masks says whether the cluster is a clone that the artifact's scripts mask.
func (m clusterModel) masks(spec artifact.Spec) bool {
	return m.mode() == converge.ModeClone && len(spec.CloneScripts) > 0
}

// locks says whether what a clone inherits is to be locked.
func (m clusterModel) locks() bool {
	return m.mode() == converge.ModeClone && m.InheritedLogins.ValueString() == loginsLock
}

// migrates says whether the artifact's schema is to be applied.
func (m clusterModel) migrates(w work) bool { return w.compiled != nil && m.ApplySchema.ValueBool() }

// newWork is what a new cluster is to go through, or an error when something
// stands in its way that no plan could know.
func (s *session) newWork(ctx context.Context, m *clusterModel, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) (converge.Work, error) {
	if m.InheritedLogins.IsUnknown() {
		m.InheritedLogins = types.StringNull()
		m.planInsideDefaults(clusterModel{insideModel: insideModel{ApplySchema: m.ApplySchema, Masking: m.Masking}}, spec)
	}
	w, err := s.readWork(ctx, m.Image.ValueString(), spec)
	if err != nil {
		return converge.Work{}, err
	}
	for _, found := range checkWork(*m, spec, w, credentials) {
		if !found.warning {
			return converge.Work{}, found.err
		}
	}
	return s.convergeWork(ctx, *m, spec, w, diags), nil
}

// workInPlace is what an open cluster is to go through: its pending changesets.
// Nothing is read when nothing about the schema has changed.
func (s *session) workInPlace(ctx context.Context, p clusterPlan, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) (converge.Work, error) {
	if p.settled() {
		return s.convergeWork(ctx, *p.plan, spec, work{}, diags), nil
	}
	out, err := s.newWork(ctx, p.plan, spec, credentials, diags)
	if err != nil || !out.Schema {
		return out, err
	}
	recorded, known := p.recorded()
	if !known {
		return out, nil
	}
	w, err := s.readWork(ctx, p.plan.Image.ValueString(), spec)
	if err != nil {
		return out, err
	}
	due, err := migrate.Pending(recorded, *w.compiled)
	out.Schema = len(due) > 0
	return out, err
}

// convergeWork is the work as converge orders it.
func (s *session) convergeWork(ctx context.Context, m clusterModel, spec artifact.Spec, w work, diags *diag.Diagnostics) converge.Work {
	transport := inside.Transport(m.SQLTransport.ValueString())
	out := converge.Work{
		Quarantine: m.locks(), Schema: m.migrates(w), DataAPI: transport == inside.DataAPI,
		Maintenance: converge.Access{
			AllowedCIDRs:            knownElements(ctx, m.MaintenanceCIDRBlocks, diags),
			AllowedSecurityGroupIDs: knownElements(ctx, m.MaintenanceSecurityGroupIDs, diags),
		},
	}
	if m.masks(spec) {
		out.Masking = spec.MaskingDigest()
	}
	if transport != inside.None {
		out.Migrator = inside.New(inside.Config{
			Compiled: w.compiled, Scripts: w.scripts, Transport: transport, Vault: s.client, Roots: s.databaseRoots,
			DataAPI: func(clusterARN, secretARN string) dataapi.Caller { return s.client.DataAPI(clusterARN, secretARN) },
		})
	}
	return out
}

// recordedBy is the database's record as converge tells it; prior when this
// apply has not touched the schema.
func recordedBy(outcome converge.Outcome, prior []migrate.Ran) []migrate.Ran {
	if outcome.Changesets == nil {
		return prior
	}
	ran := make([]migrate.Ran, len(outcome.Changesets))
	for i, c := range outcome.Changesets {
		ran[i] = migrate.Ran{Path: c.Path, ID: c.ID, Author: c.Author, Checksum: c.Checksum}
	}
	return ran
}

// applyChangesets fills in the record after an apply. What the plan foretold
// keeps its order: a changeset that ran again moves to the end of the record.
func (m *clusterModel) applyChangesets(outcome converge.Outcome, prior types.List) {
	if outcome.Changesets == nil {
		if m.AppliedChangesets.IsUnknown() {
			m.AppliedChangesets = prior
		}
		return
	}
	actual := keysOf(recordedBy(outcome, nil))
	if !sameElements(m.AppliedChangesets, actual) {
		m.AppliedChangesets = actual
	}
}

func sameElements(a, b types.List) bool {
	if a.IsUnknown() || len(a.Elements()) != len(b.Elements()) {
		return false
	}
	for _, element := range a.Elements() {
		if !slices.ContainsFunc(b.Elements(), element.Equal) {
			return false
		}
	}
	return true
}

// importInside says of an imported cluster what can be told: a masked clone has
// its logins locked, and a database's record is not looked into.
func (m *clusterModel) importInside(found converge.Found) {
	m.SQLTransport = types.StringValue(sqlTransports[0])
	m.AppliedChangesets = types.ListNull(types.StringType)
	m.ApplySchema, m.InheritedLogins, m.Masking = types.BoolNull(), types.StringNull(), types.StringNull()
	spec := artifact.Spec{}
	if found.Marks.Masked != "" {
		spec.CloneScripts = []artifact.File{{}}
	}
	m.planInsideDefaults(clusterModel{}, spec)
}

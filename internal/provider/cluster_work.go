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
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// readContent reads what an artifact has to be done inside a cluster. Nothing is
// fetched for one that has nothing; of a changelog that Liquibase itself applies,
// the files are only fetched to be applied.
func (s *session) readContent(ctx context.Context, reference string, spec artifact.Spec, apply bool) (inside.Content, error) {
	if !inside.Needs(spec) {
		return inside.Content{}, nil
	}
	files, err := s.workFiles(ctx, reference, spec, apply && inside.RunsLiquibase(spec))
	if err != nil {
		return inside.Content{}, err
	}
	return inside.Read(spec, files.Compiled, files.Changelog, files.CloneScripts)
}

// order is what the model asks to be done inside the cluster.
func (m clusterModel) order(ctx context.Context, content inside.Content, credentials cluster.Credentials, diags *diag.Diagnostics) inside.Order {
	return inside.Order{
		Mode: m.mode(), Content: content, Transport: inside.Transport(m.SQLTransport.ValueString()),
		ApplySchema: m.ApplySchema.ValueBool(), LockLogins: m.InheritedLogins.ValueString() == loginsLock,
		TwoStep: m.Masking.ValueString() == maskingTwoSteps, Credentials: credentials.Mode, InstanceClass: m.InstanceClass.ValueString(),
		Maintenance: converge.Access{
			AllowedCIDRs:            knownElements(ctx, m.MaintenanceCIDRBlocks, diags),
			AllowedSecurityGroupIDs: knownElements(ctx, m.MaintenanceSecurityGroupIDs, diags),
		},
	}
}

// masksInTwoSteps says whether a clone that is made of an artifact is masked in
// two steps.
func (m clusterModel) masksInTwoSteps(spec artifact.Spec) bool {
	return m.mode() == converge.ModeClone && len(spec.CloneScripts) > 0 && m.Masking.ValueString() == maskingTwoSteps
}

// keys are what the way into a database needs.
func (s *session) keys() inside.Keys {
	return inside.Keys{
		Vault: s.client, Roots: s.databaseRoots, Liquibase: s.findLiquibase,
		DataAPI: func(clusterARN, secretARN string) dataapi.Caller { return s.client.DataAPI(clusterARN, secretARN) },
	}
}

// newWork is what a new cluster is to go through, or an error when something
// stands in its way that no plan could know.
func (s *session) newWork(ctx context.Context, m *clusterModel, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) (converge.Work, error) {
	order, err := s.orderLate(ctx, m, spec, credentials, diags)
	return order.Work(s.keys()), err
}

func (s *session) orderLate(ctx context.Context, m *clusterModel, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) (inside.Order, error) {
	if m.InheritedLogins.IsUnknown() {
		m.planInsideDefaults(clusterModel{insideModel: insideModel{ApplySchema: m.ApplySchema, Masking: m.Masking}}, nil, spec)
	}
	content, err := s.readContent(ctx, m.Image.ValueString(), spec, true)
	if err != nil {
		return inside.Order{}, err
	}
	order := m.order(ctx, content, credentials, diags)
	for _, problem := range order.Problems() {
		if !problem.Warning {
			return order, problem.Err
		}
	}
	return order, nil
}

// workInPlace is what an open cluster is to go through: its pending changesets.
// Nothing is read when nothing about the schema has changed.
func (s *session) workInPlace(ctx context.Context, p clusterPlan, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) (converge.Work, error) {
	if p.settled() {
		masked := inside.Content{Masking: spec.MaskingDigest()}
		return p.plan.order(ctx, masked, credentials, diags).Work(s.keys()), nil
	}
	order, err := s.orderLate(ctx, p.plan, spec, credentials, diags)
	if err != nil {
		return converge.Work{}, err
	}
	work := order.Work(s.keys())
	if recorded, known := p.recorded(); known && work.Schema && order.Content.Compiled != nil {
		due, err := migrate.Pending(recorded, *order.Content.Compiled)
		if err != nil {
			return work, err
		}
		work.Schema = len(due) > 0
	}
	return work, nil
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
// stays, since Terraform takes nothing else; should the database have held what
// nobody here knew of, such as what Liquibase ran in between, the next read
// tells it.
func (m *clusterModel) applyChangesets(outcome converge.Outcome, prior types.List) {
	switch {
	case !m.AppliedChangesets.IsUnknown():
	case outcome.Changesets == nil:
		m.AppliedChangesets = prior
	default:
		m.AppliedChangesets = keysOf(recordedBy(outcome, nil))
	}
}

// readChangesets takes over the record that the last apply wrote down. A mere
// difference in order is none: a changeset that ran again moves to the end.
func (m *clusterModel) readChangesets(recorded []migrate.Ran) {
	if actual := keysOf(recorded); recorded != nil && !sameElements(m.AppliedChangesets, actual) {
		m.AppliedChangesets = actual
	}
}

func sameElements(a, b types.List) bool {
	if len(a.Elements()) != len(b.Elements()) {
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
	m.planInsideDefaults(clusterModel{}, nil, spec)
}

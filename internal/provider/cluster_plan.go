package provider

import (
	"context"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// clusterPlan is what ModifyPlan works on and decides.
type clusterPlan struct {
	config clusterModel
	plan   *clusterModel
	prior  *clusterModel // nil for a new cluster
	notes  clusterNotes  // what earlier applies left in private data

	// replace says why the cluster must be made anew; empty when it need not.
	replace []string
	// holder is who has the name that a new cluster is to have.
	holder converge.Found
	// resume is the resource id of an unfinished cluster to carry on with.
	resume string
}

// planCluster decides what a plan shows of a cluster. As with images, a failure
// is only a warning when there is a prior state, so that destroy stays
// possible.
func (s *session) planCluster(ctx context.Context, p *clusterPlan) diag.Diagnostics {
	var diags diag.Diagnostics
	p.plan.TagsAll = allTags(ctx, s.defaultTags, p.plan.Tags, &diags)
	if p.prior != nil {
		p.plan.keepFacts(p.config, *p.prior)
		p.plan.keepOwner(*p.prior)
	}
	p.plan.planMode(p.config, p.prior)
	diags.Append(p.lifetime(time.Now())...)
	if s.unknown || p.config.Image.IsUnknown() {
		p.plan.setArtifactUnknown(p.config)
		return diags
	}
	spec, err := s.artifactOf(ctx, p.plan.Image.ValueString())
	digest := ""
	if err == nil {
		digest, err = spec.Digest()
	}
	if err != nil {
		if p.prior == nil {
			diags.Append(errorDiagnostic("Artifact cannot be read", err))
			return diags
		}
		p.plan.setArtifactUnknown(p.config)
		diags.AddWarning("Artifact cannot be read now", detail(err)+"\n\nApply tries again and fails if this still holds. "+
			"To destroy without this check, run terraform destroy -refresh=false.")
		return diags
	}
	p.decide(spec, digest)
	diags.Append(s.planInside(ctx, p, spec)...)
	if p.prior == nil {
		diags.Append(p.config.warnIfClosed()...)
		diags.Append(p.config.warnIfRotating(spec.Source)...)
		diags.Append(s.planNewCluster(ctx, p, spec)...)
	}
	if p.prior != nil && p.prior.unclaimed() {
		diags.Append(s.warnOfClaim(ctx, p, spec)...)
	}
	if len(p.replace) == 0 && !diags.HasError() { // a replacement is planned once more, as a new cluster
		diags.Append(s.checkCluster(ctx, p, spec)...)
	}
	return diags
}

// lifetime settles when the cluster expires, and says when that is near.
func (p *clusterPlan) lifetime(now time.Time) diag.Diagnostics {
	var prior *lifetimeModel
	if p.prior != nil {
		prior = &p.prior.lifetimeModel
	}
	p.plan.planLifetime(p.config.lifetimeModel, prior)
	return p.plan.warnOfExpiry(p.prior == nil, now)
}

// decide fills in what the artifact says, and finds out whether the cluster
// must be made anew.
func (p *clusterPlan) decide(spec artifact.Spec, digest string) {
	var before *settingsModel
	if p.prior != nil {
		before = &p.prior.settingsModel
	}
	p.plan.planSettings(p.config.settingsModel, before, spec.Target)
	p.plan.ArtifactDigest = types.StringValue(digest)
	p.plan.VPCID = optional(spec.Target.VPCID)
	p.plan.planDatabaseName(spec.Target.DatabaseName, p.prior)
	if p.prior == nil {
		p.plan.planFacts(spec)
		return
	}
	p.plan.planSecret(*p.prior)
	if !p.plan.sameInstances(*p.prior) {
		p.plan.Instances = types.ListUnknown(instanceType)
	}
	if digest == p.prior.ArtifactDigest.ValueString() {
		return
	}
	if prior, ok := p.notes.spec(); ok {
		prior.Target, spec.Target = p.prior.target(prior), p.plan.target(spec)
		p.replace = converge.Compare(p.plan.mode(), prior, spec).Replace
	} else if inputs := p.notes.CloneInputs; inputs != "" && inputs != p.plan.mode().Inputs(spec) {
		p.replace = []string{"the cluster was made from an artifact with another source or network"}
	}
}

// planFacts fills in what is known of a new cluster before it is there.
func (m *clusterModel) planFacts(spec artifact.Spec) {
	m.Engine = types.StringValue(spec.Source.Engine)
	if m.mode() == converge.ModeClone || m.MasterUsername.IsUnknown() {
		m.MasterUsername = told(spec.Source.MasterUsername)
	}
	if !m.managed() {
		m.MasterUserSecretARN = types.StringNull()
	}
}

// planDatabaseName takes the artifact's. Where it names none, as with another
// account's source, the cluster tells.
func (m *clusterModel) planDatabaseName(artifact string, prior *clusterModel) {
	m.DatabaseName = told(artifact)
	if artifact == "" && prior != nil {
		m.DatabaseName = prior.DatabaseName
	}
}

// told is a value that the artifact tells; what it does not tell, AWS will.
func told(s string) types.String {
	if s == "" {
		return types.StringUnknown()
	}
	return types.StringValue(s)
}

// planSecret says that the managed secret's ARN stays, goes or is new.
func (m *clusterModel) planSecret(prior clusterModel) {
	switch {
	case !m.managed():
		m.MasterUserSecretARN = types.StringNull()
	case !prior.managed():
		m.MasterUserSecretARN = types.StringUnknown()
	}
}

func (m clusterModel) managed() bool {
	return m.credentials(types.StringNull()).Mode == cluster.CredentialsManaged
}

// sameInstances reports whether the instances stay as they are.
func (m clusterModel) sameInstances(prior clusterModel) bool {
	return m.InstanceClass.Equal(prior.InstanceClass) && m.InstanceCount.Equal(prior.InstanceCount)
}

// keepFacts takes over what an update in place does not change. A name that the
// configuration gives stays in the plan: Terraform replaces the cluster only for
// what the plan shows to be different.
func (m *clusterModel) keepFacts(config, prior clusterModel) {
	if config.ClusterIdentifier.IsNull() {
		m.ClusterIdentifier = prior.ClusterIdentifier
	}
	m.ARN, m.ClusterResourceID = prior.ARN, prior.ClusterResourceID
	m.Endpoint, m.ReaderEndpoint = prior.Endpoint, prior.ReaderEndpoint
	m.DatabaseName, m.MasterUsername, m.MasterUserSecretARN = prior.DatabaseName, prior.MasterUsername, prior.MasterUserSecretARN
	m.VPCID, m.DBSubnetGroupName = prior.VPCID, prior.DBSubnetGroupName
	m.Engine, m.EngineVersion, m.CloneGroupID = prior.Engine, prior.EngineVersion, prior.CloneGroupID
	m.ArtifactDigest, m.Instances, m.Phases = prior.ArtifactDigest, prior.Instances, prior.Phases
}

// setArtifactUnknown leaves everything that the artifact decides to apply. The
// resource id stays known on purpose: should the artifact then ask for a new
// cluster, Terraform refuses the apply that the plan did not show.
func (m *clusterModel) setArtifactUnknown(config clusterModel) {
	m.setSettingsUnknown(config.settingsModel)
	m.ArtifactDigest = types.StringUnknown()
	m.Instances = types.ListUnknown(instanceType)
	m.setInsideUnknown(config)
}

// replaceReason joins the reasons for the plan's warning.
func (p *clusterPlan) replaceReason() string {
	return "This artifact cannot be reached from the running cluster: " + strings.Join(p.replace, "; ") + "."
}

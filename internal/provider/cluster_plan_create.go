package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// planNewCluster looks at who holds the identifier that a new cluster is to
// have. An unfinished cluster of ours is resumed; a foreign one is an error
// now rather than during apply.
func (s *session) planNewCluster(ctx context.Context, p *clusterPlan, spec artifact.Spec) diag.Diagnostics {
	var diags diag.Diagnostics
	identifier := p.config.ClusterIdentifier
	if identifier.IsNull() || identifier.IsUnknown() {
		return diags
	}
	converger, err := s.clusters(ctx)
	if err != nil {
		diags.Append(errorDiagnostic("AWS cannot be reached", err))
		return diags
	}
	found, err := converger.Find(ctx, identifier.ValueString())
	if err != nil {
		diags.AddWarning("Cluster identifier was not checked", detail(err))
		return diags
	}
	p.holder = found
	if found.Exists && p.notes.ResourceID == found.Cluster.ResourceID {
		return diags // the very cluster that this plan replaces
	}
	request := p.plan.request(ctx, spec, p.plan.credentials(p.config.MasterPasswordWO), &diags)
	request.Work.TwoStep = p.plan.masksInTwoSteps(spec)
	at := path.Root("cluster_identifier")
	switch found.Standing(request, time.Now()) {
	case cluster.Free, cluster.Deleting:
	case cluster.Adoptable, cluster.Busy:
		p.resume = found.Cluster.ResourceID
		diags.AddAttributeWarning(at, "Unfinished cluster will be resumed",
			fmt.Sprintf("%s was begun by an earlier apply and is not finished (phase %q). Apply carries on with it "+
				"instead of making another one. Should another run still be at work on it, apply waits for that run's lease and "+
				"fails if the lease is renewed.", described(found), found.Marks.Phase))
	case cluster.Finished, cluster.Different:
		diags.AddAttributeWarning(at, "Cluster exists already",
			fmt.Sprintf("%s was made by this provider. If this configuration replaces it, all is well. If it is not in this "+
				"state, apply fails: import the cluster (terraform import ADDRESS %s) if it is finished, or choose another identifier.",
				described(found), identifier.ValueString()))
	default:
		diags.AddAttributeError(at, "Cluster identifier is taken",
			fmt.Sprintf("Cluster %q exists and was not made by this provider, so it is left alone. Choose another cluster_identifier, or import the cluster to claim it.",
				identifier.ValueString()))
	}
	return diags
}

// described names what was found, which may be on the way to the cluster only.
func described(found converge.Found) string {
	if found.Intermediate() {
		return fmt.Sprintf("Clone %q, which is to be masked on the way to the cluster,", found.Cluster.Identifier)
	}
	return fmt.Sprintf("Cluster %q", found.Cluster.Identifier)
}

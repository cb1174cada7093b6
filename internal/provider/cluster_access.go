package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// access is who gets in, as far as it is known.
func (m clusterModel) access(ctx context.Context, diags *diag.Diagnostics) converge.Access {
	return converge.Access{
		SecurityGroupIDs:        knownElements(ctx, m.VPCSecurityGroupIDs, diags),
		AllowedCIDRs:            knownElements(ctx, m.AllowedCIDRBlocks, diags),
		AllowedSecurityGroupIDs: knownElements(ctx, m.AllowedSecurityGroupIDs, diags),
	}
}

// warnIfClosed says that nobody will get in: the source's security groups are
// never taken over, they admit production's clients.
func (m clusterModel) warnIfClosed() diag.Diagnostics {
	if !m.VPCSecurityGroupIDs.IsNull() || !m.AllowedCIDRBlocks.IsNull() || !m.AllowedSecurityGroupIDs.IsNull() {
		return nil
	}
	return diag.Diagnostics{diag.NewWarningDiagnostic("Cluster stays closed",
		"Neither vpc_security_group_ids nor allowed_cidr_blocks nor allowed_security_group_ids is given, so nothing can connect to "+
			"the cluster. The source's security groups are not taken over: they admit the source's clients. "+
			"Where it is to stay closed, say so with allowed_cidr_blocks = [].")}
}

package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// request is the cluster that the model asks for.
func (m clusterModel) request(ctx context.Context, spec artifact.Spec, credentials cluster.Credentials, diags *diag.Diagnostics) converge.Request {
	r := converge.Request{
		Identifier:         m.ClusterIdentifier.ValueString(),
		Owner:              m.OwnerToken.ValueString(),
		Spec:               spec,
		ArtifactDigest:     m.ArtifactDigest.ValueString(),
		Mode:               m.mode(),
		MasterUsername:     m.MasterUsername.ValueString(),
		Target:             m.target(spec),
		Credentials:        credentials,
		PubliclyAccessible: m.PubliclyAccessible.ValueBool(),
		DeletionProtection: m.DeletionProtection.ValueBool(),
		HTTPEndpoint:       m.EnableHTTPEndpoint.ValueBool(),
		ExpiresAt:          m.until(),
		WaitForReaders:     m.WaitForReaders.ValueBool(),
		Access:             m.access(ctx, diags),
		Tags:               map[string]string{},
	}
	if whollyKnown(m.TagsAll) {
		diags.Append(m.TagsAll.ElementsAs(ctx, &r.Tags, false)...)
	}
	return r
}

package provider

import (
	"context"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// fleet is which clusters are meant.
func (m fleetModel) fleet(ctx context.Context) (converge.Fleet, diag.Diagnostics) {
	fleet := converge.Fleet{Prefix: m.Prefix.ValueString(), Source: m.Source.ValueString()}
	if m.Tags.IsNull() {
		return fleet, nil
	}
	return fleet, m.Tags.ElementsAs(ctx, &fleet.Tags, false)
}

func memberOf(m converge.Member) memberModel {
	shown := memberModel{
		ClusterIdentifier: optional(m.Identifier), ARN: optional(m.ARN), ClusterResourceID: optional(m.ResourceID),
		Status: optional(m.Status), Phase: optional(m.Marks.Phase), Engine: optional(m.Engine), EngineVersion: optional(m.EngineVersion),
		Endpoint: optional(m.Endpoint), SourceARN: optional(m.Marks.Source), ArtifactDigest: optional(m.Marks.ArtifactDigest),
		OwnerToken: optional(m.Marks.Owner), Tags: map[string]string{},
	}
	if !m.CreatedAt.IsZero() {
		shown.CreatedAt = optional(spellTime(m.CreatedAt))
	}
	if !m.Marks.ExpiresAt.IsZero() {
		shown.ExpiresAt = optional(spellTime(m.Marks.ExpiresAt))
	}
	for key, value := range m.Tags {
		if !isReserved(key) {
			shown.Tags[key] = value
		}
	}
	return shown
}

// isReserved says whether a tag is the provider's own or AWS's, and so none of
// the user's.
func isReserved(key string) bool { return cluster.IsMark(key) || strings.HasPrefix(key, "aws:") }

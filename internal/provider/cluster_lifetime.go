package provider

import (
	"errors"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// lifetimeModel is how long a cluster lives.
type lifetimeModel struct {
	TTL       types.String `tfsdk:"ttl"`
	ExpiresAt types.String `tfsdk:"expires_at"`
}

func clusterLifetimeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"ttl": schema.StringAttribute{
			Optional:   true,
			Validators: []validator.String{aLifetime, stringvalidator.ConflictsWith(path.MatchRoot("expires_at"))},
			MarkdownDescription: "How long the cluster may live, such as `7d`, `36h` or `90m`, from its creation, or from the apply that changes this. " +
				"After that, `terraform-provider-dbartifact reap --yes` deletes it; nothing else does. Conflicts with `expires_at` and `deletion_protection`.",
		},
		"expires_at": schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			Validators: []validator.String{aTime},
			MarkdownDescription: "When the cluster may be reaped, such as `2026-12-24T18:00:00Z`: given, or counted from `ttl`. Default: never. " +
				"It is a tag of the cluster, which may be changed by hand to extend a `ttl`.",
		},
	}
}

// planLifetime says when the cluster will expire. What is counted from a ttl is
// not known before apply: a plan that Terraform makes twice would come out
// different. It is counted anew only when the ttl changes.
func (m *lifetimeModel) planLifetime(config lifetimeModel, prior *lifetimeModel) {
	switch {
	case !config.ExpiresAt.IsNull():
		m.ExpiresAt = config.ExpiresAt
	case config.TTL.IsNull():
		m.ExpiresAt = types.StringNull()
	case prior != nil && prior.TTL.Equal(config.TTL) && !prior.ExpiresAt.IsNull():
		m.ExpiresAt = prior.ExpiresAt
	default:
		m.ExpiresAt = types.StringUnknown()
	}
}

// settleLifetime counts from now what the plan left open.
func (m *lifetimeModel) settleLifetime(now time.Time) {
	if !m.ExpiresAt.IsUnknown() {
		return
	}
	m.ExpiresAt = types.StringNull()
	if lifetime, err := cluster.ParseLifetime(m.TTL.ValueString()); err == nil {
		m.ExpiresAt = types.StringValue(spellTime(now.Add(lifetime)))
	}
}

// until is when the cluster expires; zero for never, and while it is not known.
func (m lifetimeModel) until() time.Time {
	until, err := time.Parse(time.RFC3339, m.ExpiresAt.ValueString())
	if err != nil {
		return time.Time{}
	}
	return until
}

// refreshLifetime takes over what the cluster's tag says; the same time in
// another spelling is no drift.
func (m *lifetimeModel) refreshLifetime(marks cluster.Marks) {
	switch {
	case marks.ExpiresAt.IsZero():
		m.ExpiresAt = types.StringNull()
	case !m.until().Equal(marks.ExpiresAt):
		m.ExpiresAt = types.StringValue(spellTime(marks.ExpiresAt))
	}
}

func spellTime(t time.Time) string { return t.UTC().Truncate(time.Second).Format(time.RFC3339) }

// warnOfExpiry says that a cluster has little time left, and refuses to make one
// that has none.
func (m lifetimeModel) warnOfExpiry(isNew bool, now time.Time) (diags diag.Diagnostics) {
	at, until := path.Root("expires_at"), m.until()
	switch {
	case isNew && !until.IsZero() && !now.Before(until):
		diags.AddAttributeError(at, "Cluster would be expired from the start", fmt.Sprintf("It would expire at %s, and it is %s. Set a later time, or ttl.",
			m.ExpiresAt.ValueString(), spellTime(now)))
	case !isNew && cluster.ExpiresSoon(until, now):
		diags.AddAttributeWarning(at, "Cluster expires soon", fmt.Sprintf("It expires at %s, and it is %s: reap may delete it from then on. Change ttl, or set "+
			"expires_at, to keep it longer.", m.ExpiresAt.ValueString(), spellTime(now)))
	}
	return diags
}

var errProtectedAndExpiring = errors.New("a cluster that expires is there to be deleted, which deletion_protection prevents: leave out one of them")

// validateLifetime finds what does not go together.
func validateLifetime(config clusterModel) error {
	if config.DeletionProtection.ValueBool() && (!config.TTL.IsNull() || !config.ExpiresAt.IsNull()) {
		return errProtectedAndExpiring
	}
	return nil
}

// aLifetime is what [cluster.ParseLifetime] reads.
var aLifetime = stringRule{
	must: "days, hours and minutes, such as 7d, 36h or 90m", summary: "Not a lifetime",
	check: func(value string) error {
		_, err := cluster.ParseLifetime(value)
		return err
	},
}

// aTime is a time of RFC 3339.
var aTime = stringRule{
	must: "a time such as 2026-12-24T18:00:00Z", summary: "Not a time",
	check: func(value string) error {
		if _, err := time.Parse(time.RFC3339, value); err != nil {
			return fmt.Errorf("%q is no time of RFC 3339: give one such as 2026-12-24T18:00:00Z, or use timeadd(), or ttl", value)
		}
		return nil
	},
}

package provider

import (
	"errors"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// createModes are the ways a cluster can come to be.
var createModes = texts(converge.Modes)

// clusterModeAttributes say how the cluster comes to be, and what only an empty
// one is asked.
func clusterModeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"create_mode": schema.StringAttribute{
			Optional:      true,
			Computed:      true,
			Validators:    []validator.String{stringvalidator.OneOf(createModes...)},
			PlanModifiers: []planmodifier.String{replaceByString()},
			MarkdownDescription: "How the cluster comes to be: " + alternatives(createModes) + ". `clone` makes a copy-on-write clone of the " +
				"source; `create` makes an empty cluster shaped like the source, with the database that the artifact names. Default: `clone`.",
		},
		"master_username": schema.StringAttribute{
			Optional:      true,
			Computed:      true,
			Validators:    []validator.String{stringvalidator.LengthBetween(1, maxMasterUsername)},
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured()},
			MarkdownDescription: "Name of the master user. Can be given with `create_mode = \"create\"` alone; a clone has its source's, " +
				"which is the default in both modes.",
		},
	}
}

// maxMasterUsername is RDS's limit for PostgreSQL; MySQL's, 16, is AWS's to say.
const maxMasterUsername = 63

// mode is how the cluster comes to be.
func (m clusterModel) mode() converge.Mode {
	if m.CreateMode.ValueString() == string(converge.ModeCreate) {
		return converge.ModeCreate
	}
	return converge.ModeClone
}

// planMode settles the mode: what is configured, else what the cluster was made
// by, else a clone. What is configured as the master user's name shows in the
// plan although the cluster has another: it is then made anew.
func (m *clusterModel) planMode(config clusterModel, prior *clusterModel) {
	switch {
	case !config.CreateMode.IsNull():
	case prior != nil && !prior.CreateMode.IsNull():
		m.CreateMode = prior.CreateMode
	default:
		m.CreateMode = types.StringValue(string(converge.ModeClone))
	}
	if !config.MasterUsername.IsNull() {
		m.MasterUsername = config.MasterUsername
	}
}

// validateMode finds what does not go together with the mode. An unknown one
// is let through.
func validateMode(config clusterModel) error {
	switch {
	case config.CreateMode.IsUnknown():
		return nil
	case config.mode() == converge.ModeCreate && config.InheritMasterPassword.ValueBool():
		return errors.New("an empty cluster has no source whose master password it could inherit: leave inherit_master_password out, or clone")
	case config.mode() == converge.ModeClone && !config.MasterUsername.IsNull():
		return errors.New("a clone keeps its source's master user: leave master_username out, or set create_mode = \"create\"")
	default:
		return nil
	}
}

package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// aPassword is what AWS takes for a master user's.
var aPassword = stringRule{
	must: `8 or more printable ASCII characters without /, ", @ and space`, summary: "Master password cannot be right",
	check: cluster.CheckPassword,
}

// clusterCredentialAttributes are the four ways to a master password, of which
// exactly one holds; see [clusterModel.credentials].
func clusterCredentialAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"manage_master_user_password": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Let RDS make the master password and keep it in Secrets Manager. This is the default when none of the " +
				"other ways is taken.",
		},
		"master_user_secret_kms_key_id": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Key that encrypts the managed secret. Default: `aws/secretsmanager`. AWS cannot change it later.",
		},
		"master_password_wo": schema.StringAttribute{
			Optional:            true,
			WriteOnly:           true,
			Validators:          []validator.String{aPassword, stringvalidator.AlsoRequires(path.MatchRoot("master_password_wo_version"))},
			MarkdownDescription: "Master password, write-only: it is never in plan or state. Needs Terraform 1.11.",
		},
		"master_password_wo_version": schema.Int64Attribute{
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AlsoRequires(path.MatchRoot("master_password_wo"))},
			MarkdownDescription: "Any number; a change sets `master_password_wo` again.",
		},
		"master_password": schema.StringAttribute{
			Optional:   true,
			Sensitive:  true,
			Validators: []validator.String{aPassword},
			MarkdownDescription: "Master password. **It is stored in the state as it is**: prefer `master_password_wo` or the managed " +
				"password.",
		},
		"inherit_master_password": schema.BoolAttribute{
			Optional: true,
			MarkdownDescription: "Leave the clone with its source's master password. Whoever knows the source's can then log in to the " +
				"clone, and the other way round.",
		},
	}
}

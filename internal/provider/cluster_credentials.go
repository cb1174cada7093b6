package provider

import (
	"errors"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// credentials is the way to a master password that the model takes. A
// write-only password lives in configuration alone: wo is the one given there,
// null for a model out of state.
func (m clusterModel) credentials(wo types.String) cluster.Credentials {
	switch {
	case m.InheritMasterPassword.ValueBool():
		return cluster.Inherited()
	case !m.MasterPassword.IsNull():
		return cluster.WithPassword(cluster.NewSecret(m.MasterPassword.ValueString()), "")
	case !m.MasterPasswordWOVersion.IsNull():
		version := strconv.FormatInt(m.MasterPasswordWOVersion.ValueInt64(), 10)
		return cluster.WithPassword(cluster.NewSecret(wo.ValueString()), version)
	default:
		return cluster.Managed(m.MasterUserSecretKMSKeyID.ValueString())
	}
}

// validateCredentials finds configurations that do not name exactly one way.
// Booleans count only when true; unknown values are let through.
func validateCredentials(config clusterModel) error {
	var ways []string
	unknown := false
	take := func(name string, taken, isUnknown bool) {
		unknown = unknown || isUnknown
		if taken {
			ways = append(ways, name)
		}
	}
	take("manage_master_user_password", config.ManageMasterUserPassword.ValueBool(), config.ManageMasterUserPassword.IsUnknown())
	take("inherit_master_password", config.InheritMasterPassword.ValueBool(), config.InheritMasterPassword.IsUnknown())
	take("master_password", !config.MasterPassword.IsNull(), false)
	take("master_password_wo", !config.MasterPasswordWO.IsNull(), false)
	switch {
	case len(ways) > 1:
		return errors.New("the master password has one way to come about, but the configuration asks for " + enumerate(ways))
	case len(ways) == 1 && ways[0] != "manage_master_user_password" && !config.MasterUserSecretKMSKeyID.IsNull():
		return errors.New("master_user_secret_kms_key_id is the key of a managed password's secret, but the configuration asks for " + ways[0])
	case len(ways) == 0 && !unknown && !config.ManageMasterUserPassword.IsNull():
		return errors.New("manage_master_user_password = false leaves the cluster without a master password: " +
			"give master_password_wo, master_password or inherit_master_password = true, or leave it out for a managed one")
	default:
		return nil
	}
}

// warnIfRotating says what inheriting a password means that RDS manages: the
// source's moves on, and the clone's stays.
func (m clusterModel) warnIfRotating(source artifact.Source) diag.Diagnostics {
	if !m.InheritMasterPassword.ValueBool() || !source.ManagedMasterUserPassword {
		return nil
	}
	return diag.Diagnostics{diag.NewAttributeWarningDiagnostic(path.Root("inherit_master_password"), "Inherited password will part from the source's",
		"RDS manages the source's master password and rotates it every seven days. The clone gets no secret, and keeps the password that the "+
			"source has when the clone is made. Leave inherit_master_password out for a managed password of the clone's own.")}
}

func enumerate(names []string) string {
	last := len(names) - 1
	text := names[last]
	for i := last - 1; i >= 0; i-- {
		separator := ", "
		if i == last-1 {
			separator = " and "
		}
		text = names[i] + separator + text
	}
	return text
}

// errInheritLater explains why a cluster cannot go back to its source's
// password.
var errInheritLater = errors.New("a running cluster cannot take its source's master password back: nobody knows it. " +
	"Replace the cluster (terraform apply -replace), or choose another way")

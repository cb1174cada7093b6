package provider

import (
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
)

// problem is a reason why the work inside a cluster cannot be done, known
// before anything is made.
type problem struct {
	attribute string
	summary   string
	err       error
	warning   bool
}

// report adds the problem to diagnostics. A cluster that is there is only
// warned about, so that it can be destroyed whatever its artifact says.
func (p problem) report(exists bool, diags *diag.Diagnostics) {
	at, text := path.Root(p.attribute), detail(p.err)
	switch {
	case p.warning:
		diags.AddAttributeWarning(at, p.summary, text)
	case exists:
		diags.AddAttributeWarning(at, p.summary, text+"\n\nApply fails if this still holds.")
	default:
		diags.AddAttributeError(at, p.summary, text)
	}
}

// checkWork finds what stands in the way of the work, in the order of the
// attributes. It is a pure function.
func checkWork(m clusterModel, spec artifact.Spec, w work, credentials cluster.Credentials) []problem {
	var found []problem
	add := func(attribute, summary, format string, args ...any) {
		found = append(found, problem{attribute: attribute, summary: summary, err: fmt.Errorf(format, args...)})
	}
	if m.mode() == converge.ModeCreate {
		for attribute, given := range map[string]bool{"inherited_logins": !m.InheritedLogins.IsNull(), "masking": !m.Masking.IsNull()} {
			if given {
				add(attribute, "Attribute does not fit create_mode", "an empty cluster inherits nothing: leave %s out, or clone", attribute)
			}
		}
	}
	if !m.masks(spec) && !m.locks() && !m.migrates(w) {
		return found
	}
	if credentials.Mode == cluster.CredentialsInherited {
		add("inherit_master_password", "Nobody knows the password", "there is SQL to run, and with inherit_master_password nobody here knows the master "+
			"password: take another way to one, or leave out what needs SQL (%s)", m.reasons(spec, w))
	}
	switch inside.Transport(m.SQLTransport.ValueString()) {
	case inside.None:
		add("sql_transport", "SQL has no way in", "there is SQL to run (%s), and sql_transport is \"none\": take direct or data_api", m.reasons(spec, w))
	case inside.DataAPI:
		found = append(found, checkDataAPI(m, spec, w, credentials)...)
	case inside.Direct:
		if m.MaintenanceCIDRBlocks.IsNull() && m.MaintenanceSecurityGroupIDs.IsNull() {
			found = append(found, problem{attribute: "sql_transport", summary: "Nobody is let in to run SQL", warning: true, err: errors.New(
				"there is SQL to run while the cluster is closed, and neither maintenance_cidr_blocks nor maintenance_security_group_ids " +
					"lets this machine in. On AWS nothing answers then, and the apply fails")})
		}
	}
	return found
}

// reasons names the attributes that SQL is run for.
func (m clusterModel) reasons(spec artifact.Spec, w work) string {
	var why []string
	if m.masks(spec) {
		why = append(why, "clone_scripts")
	}
	if m.locks() {
		why = append(why, `inherited_logins = "lock"`)
	}
	if m.migrates(w) {
		why = append(why, "apply_schema = true")
	}
	return list(why)
}

// checkDataAPI holds the work to the limits of the Data API.
func checkDataAPI(m clusterModel, spec artifact.Spec, w work, credentials cluster.Credentials) []problem {
	target := dataapi.Target{
		InstanceClass: m.InstanceClass.ValueString(), Secret: credentials.Mode == cluster.CredentialsManaged,
		Statements: map[string][]string{},
	}
	if m.masks(spec) {
		for _, s := range w.scripts {
			target.Statements["clone script "+s.Name] = s.Texts()
		}
	}
	if m.migrates(w) {
		for _, c := range w.compiled.Changesets {
			target.Statements["changeset "+c.Key()] = c.Statements
		}
	}
	if err := dataapi.Suitable(target); err != nil {
		return []problem{{attribute: "sql_transport", summary: "Data API cannot do this", err: err}}
	}
	return nil
}

package inside

import (
	"errors"
	"fmt"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
)

// Problem is a reason why an order cannot be carried out, known before anything
// is made.
type Problem struct {
	// Attribute is the one to change, as dbartifact_cluster calls it.
	Attribute string
	Summary   string
	Err       error
	// Warning: it may work all the same.
	Warning bool
}

// Problems finds what stands in the way of an order. It asks nobody.
func (o Order) Problems() []Problem {
	if !o.Masks() && !o.Locks() && !o.Migrates() {
		return nil
	}
	var found []Problem
	if o.Credentials == cluster.CredentialsInherited {
		found = append(found, Problem{
			Attribute: "inherit_master_password", Summary: "Nobody knows the password",
			Err: fmt.Errorf("there is SQL to run (%s), and nobody here knows the source's master password: take another way to one", o.reasons()),
		})
	}
	switch o.Transport {
	case None:
		found = append(found, Problem{
			Attribute: "sql_transport", Summary: "SQL has no way in",
			Err: fmt.Errorf("there is SQL to run (%s), and sql_transport is \"none\": take direct or data_api", o.reasons()),
		})
	case DataAPI:
		if o.Migrates() && o.Content.Liquibase != nil {
			found = append(found, Problem{Attribute: "sql_transport", Summary: "Data API cannot do this", Err: errors.New(
				"changelog_runner = \"liquibase\" has Liquibase connect to the database, and Liquibase knows no Data API: take sql_transport = \"direct\"")})
		}
		if err := dataapi.Suitable(o.dataAPITarget()); err != nil {
			found = append(found, Problem{Attribute: "sql_transport", Summary: "Data API cannot do this", Err: err})
		}
	default:
		if len(o.Maintenance.AllowedCIDRs)+len(o.Maintenance.AllowedSecurityGroupIDs) == 0 {
			found = append(found, Problem{
				Attribute: "sql_transport", Summary: "Nobody is let in to run SQL", Warning: true,
				Err: errors.New("there is SQL to run while the cluster is closed, and neither maintenance_cidr_blocks nor " +
					"maintenance_security_group_ids lets this machine in. On AWS nothing answers then, and the work ends there"),
			})
		}
	}
	return found
}

// reasons names the attributes that SQL is run for.
func (o Order) reasons() string {
	var why []string
	if o.Masks() {
		why = append(why, "clone_scripts")
	}
	if o.Locks() {
		why = append(why, `inherited_logins = "lock"`)
	}
	if o.Migrates() {
		why = append(why, "apply_schema = true")
	}
	return strings.Join(why, ", ")
}

func (o Order) dataAPITarget() dataapi.Target {
	target := dataapi.Target{
		InstanceClass: o.InstanceClass, Secret: o.Credentials == cluster.CredentialsManaged, Statements: map[string][]string{},
	}
	if o.Masks() {
		for _, s := range o.Content.Scripts {
			target.Statements["clone script "+s.Name] = s.Texts()
		}
	}
	if o.Migrates() && o.Content.Compiled != nil {
		target.Dialect, _ = database.DialectOf(o.Content.Compiled.Engine)
		for _, c := range o.Content.Compiled.Changesets {
			target.Statements["changeset "+c.Key()] = c.Statements
		}
	}
	return target
}

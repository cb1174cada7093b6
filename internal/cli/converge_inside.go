package cli

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/inside"
)

// insideFlags say what is done in SQL inside the cluster before it is opened,
// and how. They are called what the attributes of dbartifact_cluster are.
type insideFlags struct {
	SQLTransport                string   `name:"sql-transport" help:"How SQL reaches the cluster: direct, data_api or none." enum:"direct,data_api,none" default:"direct" env:"SQL_TRANSPORT"`
	ApplySchema                 *bool    `help:"Apply the artifact's pending changesets. Default: in an empty cluster, not in a clone." negatable:""`
	InheritedLogins             string   `help:"What becomes of the logins that a clone inherits: lock or keep. Default: lock when the artifact masks, else keep." enum:",lock,keep" default:""`
	Masking                     string   `help:"Where the artifact's scripts mask a clone: in_place, or two_step, which clones a masked clone once more." enum:"in_place,two_step" default:"in_place"`
	MaintenanceCIDRBlocks       []string `name:"maintenance-cidr-blocks" help:"Address ranges that SQL may come from while the cluster is closed." placeholder:"CIDR"`
	MaintenanceSecurityGroupIDs []string `name:"maintenance-security-group-ids" help:"Security groups whose members SQL may come from while the cluster is closed." placeholder:"ID"`
	DatabaseCABundle            string   `name:"database-ca-bundle" help:"PEM file with the authorities to trust for databases. Default: Amazon RDS's own." env:"DBARTIFACT_DATABASE_CA_BUNDLE" placeholder:"FILE"`
}

// order is what the flags ask to be done inside the requested cluster.
func (f insideFlags) order(request converge.Request, from packed) (inside.Order, error) {
	content := inside.Content{}
	if spec := from.spec; inside.Needs(spec) {
		files, err := from.contents()
		if err != nil {
			return inside.Order{}, err
		}
		if content, err = inside.Read(spec, files.Compiled, files.Changelog, files.CloneScripts); err != nil {
			return inside.Order{}, err
		}
	}
	logins := "keep"
	if content.Masking != "" {
		logins = "lock"
	}
	schema := request.Mode == converge.ModeCreate
	if f.ApplySchema != nil {
		schema = *f.ApplySchema
	}
	return inside.Order{
		Mode: request.Mode, Content: content, ApplySchema: schema, TwoStep: f.Masking == "two_step", LockLogins: cmp.Or(f.InheritedLogins, logins) == "lock",
		Transport: inside.Transport(f.SQLTransport), Credentials: request.Credentials.Mode, InstanceClass: request.Target.InstanceClass,
		Maintenance: converge.Access{AllowedCIDRs: f.MaintenanceCIDRBlocks, AllowedSecurityGroupIDs: f.MaintenanceSecurityGroupIDs},
	}, nil
}

// keys are what the way into a database needs.
func (f insideFlags) keys(process Process, client *aurora.Client) (inside.Keys, error) {
	keys := inside.Keys{
		Vault:   client,
		DataAPI: func(clusterARN, secretARN string) dataapi.Caller { return client.DataAPI(clusterARN, secretARN) },
	}
	keys.Liquibase = func(ctx context.Context) (inside.Runner, error) {
		found, err := liquibase.Find(ctx, liquibaseEnvironment(process))
		if err != nil {
			return nil, err
		}
		return found, nil
	}
	if f.DatabaseCABundle == "" {
		return keys, nil
	}
	var err error
	if keys.Roots, err = os.ReadFile(f.DatabaseCABundle); err != nil {
		return keys, usageError{fmt.Errorf("DBARTIFACT_DATABASE_CA_BUNDLE (--database-ca-bundle): %w", err)}
	}
	return keys, nil
}

// work is what is done inside the requested cluster. What stands in its way is
// an error, and what may do so is said.
func (f insideFlags) work(out *console, request converge.Request, from packed, client *aurora.Client) (converge.Work, error) {
	order, err := f.order(request, from)
	if err != nil {
		return converge.Work{}, err
	}
	for _, problem := range order.Problems() {
		if !problem.Warning {
			return converge.Work{}, problem.Err
		}
		out.note("%s", problem.Err)
	}
	keys, err := f.keys(out.Process, client)
	return order.Work(keys), err
}

package rds

import (
	"context"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type createDBSnapshotInput struct {
	DBInstanceIdentifier string `aws:",required"`
	DBSnapshotIdentifier string `aws:",required"`
	tagsParameter
}

// createDBSnapshot is refused for every instance, for all are members of clusters.
func (c *Control) createDBSnapshot(ctx context.Context, r *wire.Request, in *createDBSnapshotInput) (any, error) {
	return nil, c.read(ctx, func(a *account.Account) error {
		if a.FindInstance(r.Region, in.DBInstanceIdentifier) == nil {
			return noInstance(in.DBInstanceIdentifier)
		}
		return wire.InvalidValuef("The specified instance is a member of a cluster and a snapshot cannot be created directly. " +
			"Please use the CreateDBClusterSnapshot API instead.")
	})
}

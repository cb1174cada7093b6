package rds

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Service returns RDS as the wire knows it, API version 2014-10-31.
func Service(c *Control) *wire.Service {
	return &wire.Service{
		Name: wire.RDS, Protocol: wire.Query, Namespace: "http://rds.amazonaws.com/doc/2014-10-31/",
		Operations: map[string]wire.Operation{
			"DescribeDBClusters":            wire.QueryOperation(c.describeDBClusters),
			"CreateDBCluster":               wire.QueryOperation(c.createDBCluster),
			"RestoreDBClusterToPointInTime": wire.QueryOperation(c.restoreDBClusterToPointInTime),
			"ModifyDBCluster":               wire.QueryOperation(c.modifyDBCluster),
			"DeleteDBCluster":               wire.QueryOperation(c.deleteDBCluster),
			"StopDBCluster":                 wire.QueryOperation(c.stopDBCluster),
			"StartDBCluster":                wire.QueryOperation(c.startDBCluster),
			"FailoverDBCluster":             wire.QueryOperation(c.failoverDBCluster),
			"DescribeGlobalClusters":        wire.QueryOperation(c.describeGlobalClusters),
			"RemoveFromGlobalCluster":       wire.QueryOperation(c.removeFromGlobalCluster),
			"EnableHttpEndpoint":            wire.QueryOperation(c.enableHTTPEndpoint),
			"DisableHttpEndpoint":           wire.QueryOperation(c.disableHTTPEndpoint),

			"DescribeDBClusterSnapshots":   wire.QueryOperation(c.describeDBClusterSnapshots),
			"CreateDBClusterSnapshot":      wire.QueryOperation(c.createDBClusterSnapshot),
			"DeleteDBClusterSnapshot":      wire.QueryOperation(c.deleteDBClusterSnapshot),
			"RestoreDBClusterFromSnapshot": wire.QueryOperation(c.restoreDBClusterFromSnapshot),
			"CreateDBSnapshot":             wire.QueryOperation(c.createDBSnapshot),

			"DescribeDBInstances": wire.QueryOperation(c.describeDBInstances),
			"CreateDBInstance":    wire.QueryOperation(c.createDBInstance),
			"ModifyDBInstance":    wire.QueryOperation(c.modifyDBInstance),
			"DeleteDBInstance":    wire.QueryOperation(c.deleteDBInstance),
			"RebootDBInstance":    wire.QueryOperation(c.rebootDBInstance),

			"DescribeDBSubnetGroups": wire.QueryOperation(c.describeDBSubnetGroups),
			"CreateDBSubnetGroup":    wire.QueryOperation(c.createDBSubnetGroup),
			"DeleteDBSubnetGroup":    wire.QueryOperation(c.deleteDBSubnetGroup),

			"DescribeDBClusterParameterGroups": wire.QueryOperation(c.describeDBClusterParameterGroups),
			"CreateDBClusterParameterGroup":    wire.QueryOperation(c.createDBClusterParameterGroup),
			"DeleteDBClusterParameterGroup":    wire.QueryOperation(c.deleteDBClusterParameterGroup),
			"CopyDBClusterParameterGroup":      wire.QueryOperation(c.copyDBClusterParameterGroup),
			"ModifyDBClusterParameterGroup":    wire.QueryOperation(c.modifyDBClusterParameterGroup),
			"ResetDBClusterParameterGroup":     wire.QueryOperation(c.resetDBClusterParameterGroup),
			"DescribeDBClusterParameters":      wire.QueryOperation(c.describeDBClusterParameters),
			"DescribeDBParameterGroups":        wire.QueryOperation(c.describeDBParameterGroups),
			"CreateDBParameterGroup":           wire.QueryOperation(c.createDBParameterGroup),
			"DeleteDBParameterGroup":           wire.QueryOperation(c.deleteDBParameterGroup),

			"AddTagsToResource":      wire.QueryOperation(c.addTagsToResource),
			"RemoveTagsFromResource": wire.QueryOperation(c.removeTagsFromResource),
			"ListTagsForResource":    wire.QueryOperation(c.listTagsForResource),

			"DescribeEvents":                     wire.QueryOperation(c.describeEvents),
			"DescribeOrderableDBInstanceOptions": wire.QueryOperation(c.describeOrderableDBInstanceOptions),
			"DescribeDBEngineVersions":           wire.QueryOperation(c.describeDBEngineVersions),
			"DescribeAccountAttributes":          wire.QueryOperation(c.describeAccountAttributes),
		},
	}
}

// settleLimit bounds how long a call waits for work with instant timing.
const settleLimit = 60 * time.Second

// read runs look on the account as of now. With instant timing it first waits
// for what is under way, so that the next Describe after a change shows it done.
func (c *Control) read(ctx context.Context, look func(*account.Account) error) error {
	if c.Timing.Instant() {
		limited, cancel := context.WithTimeout(ctx, settleLimit)
		defer cancel()
		if err := c.Settle(limited); err != nil && limited.Err() == nil {
			return err
		}
	}
	return c.Store.View(func(a *account.Account) (bool, error) {
		s := c.advance(a, c.Clock.Now())
		if s.moved {
			c.nudge() // there may be work to start
		}
		return s.moved, look(a)
	})
}

// Look runs look on the account as of now, as each call that only reads does. Look
// must not keep what it sees.
func (c *Control) Look(ctx context.Context, look func(*account.Account) error) error {
	return c.read(ctx, look)
}

// change runs do on the account as of now; when it returns an error, nothing of
// it stays.
func (c *Control) change(do func(a *account.Account, now time.Time) error) error {
	defer c.nudge()
	return c.Store.Update(func(a *account.Account) error {
		now := c.Clock.Now()
		c.advance(a, now)
		if err := do(a, now); err != nil {
			return err
		}
		c.meetFates(a)
		c.advance(a, now) // what do has begun, begins now
		return nil
	})
}

// phase returns a phase of a kind that shows status.
func (c *Control) phase(kind account.Kind, status string, work *account.Work) account.Phase {
	return account.Phase{Kind: kind, Status: status, Lasts: c.Timing.Of(kind), Work: work}
}

package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// TestNewThingsAppearLater holds what AWS calls eventual consistency: what was
// created is there, and its name taken, before Describe shows it.
func TestNewThingsAppearLater(t *testing.T) {
	t.Parallel()
	const later = 5 * time.Second
	clock := sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	c := clientsOf(sandboxtest.Start(t, sandboxtest.WithConfig(func(cfg *sandbox.Config) {
		cfg.Engines, cfg.Clock, cfg.Phases = sandbox.NoEngines, clock, map[sandbox.Phase]time.Duration{"appear": later}
	})))
	cluster := func() error {
		_, err := c.RDS.CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
			DBClusterIdentifier: aws.String("orders"), Engine: aws.String("aurora-postgresql"), MasterUsername: aws.String("u"), MasterUserPassword: aws.String("long-enough"),
		})
		return err
	}
	instance := func() error {
		_, err := c.RDS.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
			DBClusterIdentifier: aws.String("orders"), DBInstanceIdentifier: aws.String("orders-1"), DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
		})
		return err
	}
	clusters := func(id *string) (int, error) {
		out, err := c.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: id})
		if err != nil {
			return 0, err
		}
		return len(out.DBClusters), nil
	}
	instances := func(id *string) (int, error) {
		out, err := c.RDS.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: id})
		if err != nil {
			return 0, err
		}
		return len(out.DBInstances), nil
	}
	for _, thing := range []struct {
		id, taken, missing string
		create             func() error
		describe           func(id *string) (int, error)
	}{
		{"orders", "DBClusterAlreadyExistsFault", "DBClusterNotFoundFault", cluster, clusters},
		{"orders-1", "DBInstanceAlreadyExists", "DBInstanceNotFound", instance, instances},
	} {
		if err := thing.create(); err != nil {
			t.Fatal(err)
		}
		sandboxtest.Refused(t, thing.create(), thing.taken)
		for _, waited := range []time.Duration{0, later - time.Millisecond} {
			clock.GoOn(waited)
			_, err := thing.describe(&thing.id)
			sandboxtest.Refused(t, err, thing.missing)
			if n, err := thing.describe(nil); err != nil || n != 0 {
				t.Errorf("%s after %s: %d are listed, %v", thing.id, waited, n, err)
			}
		}
		clock.GoOn(time.Millisecond)
		for _, id := range []*string{&thing.id, nil} {
			if n, err := thing.describe(id); err != nil || n != 1 {
				t.Errorf("%s after %s: there are %d, %v", thing.id, later, n, err)
			}
		}
	}
}

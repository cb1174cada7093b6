package conformance_test

import (
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// clusterIDs returns the identifiers of the clusters that pass a filter.
func (w *world) clusterIDs(t *testing.T, filter, value string) []string {
	t.Helper()
	in := &rds.DescribeDBClustersInput{}
	if filter != "" {
		in.Filters = []rdstypes.Filter{{Name: &filter, Values: []string{value}}}
	}
	out, err := w.RDS.DescribeDBClusters(t.Context(), in)
	must(t, err)
	var ids []string
	for _, c := range out.DBClusters {
		ids = append(ids, aws.ToString(c.DBClusterIdentifier))
	}
	return ids
}

// instanceIDs returns the identifiers of the instances that pass a filter.
func (w *world) instanceIDs(t *testing.T, filter, value string) []string {
	t.Helper()
	out, err := w.RDS.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{Filters: []rdstypes.Filter{{Name: &filter, Values: []string{value}}}})
	must(t, err)
	var ids []string
	for _, i := range out.DBInstances {
		ids = append(ids, aws.ToString(i.DBInstanceIdentifier))
	}
	return ids
}

func describeRows() []row {
	return []row{
		{"2.1 all clusters", func(t *testing.T, w *world) {
			if ids := w.clusterIDs(t, "", ""); !slices.Equal(ids, []string{"idle", "orders"}) {
				t.Errorf("the clusters are %v", ids)
			}
		}},
		{"2.3 identifier given as ARN", func(t *testing.T, w *world) {
			if got := aws.ToString(w.Cluster(t, ordersARN).DBClusterIdentifier); got != "orders" {
				t.Errorf("the ARN leads to %s", got)
			}
		}},
		{"2.4 filters of clusters", func(t *testing.T, w *world) {
			orders := w.Cluster(t, "orders")
			for filter, value := range map[string]string{
				"db-cluster-id": "orders", "db-cluster-resource-id": aws.ToString(orders.DbClusterResourceId),
			} {
				if ids := w.clusterIDs(t, filter, value); !slices.Equal(ids, []string{"orders"}) {
					t.Errorf("%s=%s: %v", filter, value, ids)
				}
			}
			if ids := w.clusterIDs(t, "db-cluster-id", ordersARN); !slices.Equal(ids, []string{"orders"}) {
				t.Errorf("by ARN: %v", ids)
			}
			if ids := w.clusterIDs(t, "engine", "aurora-postgresql"); len(ids) != 2 {
				t.Errorf("by engine: %v", ids)
			}
			for _, filter := range []string{"clone-group-id", "domain"} {
				if ids := w.clusterIDs(t, filter, "none"); len(ids) != 0 {
					t.Errorf("%s: %v", filter, ids)
				}
			}
		}},
		{"2.5 filter that matches nothing", func(t *testing.T, w *world) {
			if ids := w.clusterIDs(t, "engine", "aurora-mysql"); len(ids) != 0 {
				t.Errorf("the clusters are %v", ids)
			}
		}},
		{"2.8 subnet group of a cluster and of an instance", func(t *testing.T, w *world) {
			if got := aws.ToString(w.Cluster(t, "orders").DBSubnetGroup); got != "default" {
				t.Errorf("the cluster's subnet group is %s", got)
			}
			group := w.instanceOf(t, "orders-1").DBSubnetGroup
			if aws.ToString(group.DBSubnetGroupName) != "default" || aws.ToString(group.VpcId) != "vpc-0a" || len(group.Subnets) != 3 {
				t.Errorf("the instance's subnet group is %+v", group)
			}
		}},
		{"2.10 storage type is absent for aurora", func(t *testing.T, w *world) {
			if got := w.Cluster(t, "orders").StorageType; got != nil {
				t.Errorf("the storage type is %s", *got)
			}
		}},
		{"2.11 three zones of the volume", func(t *testing.T, w *world) {
			if got := w.Cluster(t, "orders").AvailabilityZones; !slices.Equal(got, []string{"eu-central-1a", "eu-central-1b", "eu-central-1c"}) {
				t.Errorf("the zones are %v", got)
			}
		}},
		refusedRaw("2.17 unknown instance", "Action=DescribeDBInstances&DBInstanceIdentifier=x", 404, "DBInstanceNotFound", "DBInstance x not found."),
		{"2.18 filters of instances", func(t *testing.T, w *world) {
			one := w.instanceOf(t, "orders-1")
			for filter, value := range map[string]string{
				"db-cluster-id": "orders", "db-instance-id": "orders-1", "dbi-resource-id": aws.ToString(one.DbiResourceId), "engine": "aurora-postgresql",
			} {
				if ids := w.instanceIDs(t, filter, value); !slices.Equal(ids, []string{"orders-1"}) {
					t.Errorf("%s=%s: %v", filter, value, ids)
				}
				if ids := w.instanceIDs(t, filter, "other"); len(ids) != 0 {
					t.Errorf("%s=other: %v", filter, ids)
				}
			}
			if ids := w.instanceIDs(t, "domain", "d"); len(ids) != 0 {
				t.Errorf("domain: %v", ids)
			}
		}},
	}
}

package conformance_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// orderable returns the options of aurora-postgresql by class, the last storage
// type of each.
func (w *world) orderable(t *testing.T) map[string]rdstypes.OrderableDBInstanceOption {
	t.Helper()
	all := map[string]rdstypes.OrderableDBInstanceOption{}
	pages := rds.NewDescribeOrderableDBInstanceOptionsPaginator(w.RDS, &rds.DescribeOrderableDBInstanceOptionsInput{
		Engine: aws.String("aurora-postgresql"), MaxRecords: aws.Int32(20),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		must(t, err)
		for _, o := range page.OrderableDBInstanceOptions {
			all[aws.ToString(o.DBInstanceClass)] = o
		}
	}
	return all
}

func catalogRows() []row {
	const orderable = "Action=DescribeOrderableDBInstanceOptions"
	return []row{
		refusedRaw("11.1 engine missing", orderable, 400, "MissingParameter", "Engine"),
		{"11.2 page size of orderable options", func(t *testing.T, w *world) {
			if status, body := w.raw(t, orderable+"&Engine=aurora-postgresql&MaxRecords=1000"); status != 200 {
				t.Errorf("HTTP status %d: %s", status, body)
			}
			w.rawRefused(t, orderable+"&Engine=aurora-postgresql&MaxRecords=1001", 400, "InvalidParameterValue", "between 20 and 1000")
		}},
		{"11.3 unknown class", func(t *testing.T, w *world) {
			out, err := w.RDS.DescribeOrderableDBInstanceOptions(t.Context(), &rds.DescribeOrderableDBInstanceOptionsInput{
				Engine: aws.String("aurora-postgresql"), DBInstanceClass: aws.String("db.huge"),
			})
			must(t, err)
			if len(out.OrderableDBInstanceOptions) != 0 {
				t.Errorf("the options are %+v", out.OrderableDBInstanceOptions)
			}
		}},
		{"11.4 what orderable options tell", func(t *testing.T, w *world) {
			o := w.orderable(t)["db.r6g.large"]
			for what, on := range map[string]*bool{
				"insights": o.SupportsPerformanceInsights, "monitoring": o.SupportsEnhancedMonitoring, "IAM": o.SupportsIAMDatabaseAuthentication,
				"HTTP endpoint": o.SupportsHttpEndpoint, "clusters": o.SupportsClusters,
			} {
				if !aws.ToBool(on) {
					t.Errorf("db.r6g.large does not support %s", what)
				}
			}
			if len(o.AvailabilityZones) != 3 || !slices.Equal(o.SupportedNetworkTypes, []string{"IPV4"}) || aws.ToString(o.StorageType) != "aurora-iopt1" {
				t.Errorf("the option is %+v", o)
			}
		}},
		{"13.5 T classes have no HTTP endpoint", func(t *testing.T, w *world) {
			if o, known := w.orderable(t)["db.t4g.medium"]; !known || aws.ToBool(o.SupportsHttpEndpoint) {
				t.Errorf("known %v, HTTP endpoint %v", known, aws.ToBool(o.SupportsHttpEndpoint))
			}
		}},
		refusedRaw("11.5 unknown engine", "Action=DescribeDBEngineVersions&Engine=oracle", 400, "InvalidParameterValue", "Invalid DB engine: oracle"),
		{"11.6 what engine versions tell", func(t *testing.T, w *world) {
			out, err := w.RDS.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{Engine: aws.String("aurora-postgresql")})
			must(t, err)
			for _, v := range out.DBEngineVersions {
				if aws.ToString(v.DBParameterGroupFamily) != "aurora-postgresql"+aws.ToString(v.MajorEngineVersion) || !slices.Contains(v.ExportableLogTypes, "postgresql") ||
					!slices.Equal(v.SupportedEngineModes, []string{"provisioned"}) || aws.ToFloat64(v.ServerlessV2FeaturesSupport.MaxCapacity) != 256 ||
					aws.ToString(v.Status) != "available" || v.SupportsLocalWriteForwarding == nil {
					t.Errorf("the version is %+v", v)
				}
			}
			if len(out.DBEngineVersions) == 0 {
				t.Error("there is no version")
			}
		}},
		{"11.7 quotas", func(t *testing.T, w *world) {
			out, err := w.RDS.DescribeAccountAttributes(t.Context(), &rds.DescribeAccountAttributesInput{})
			must(t, err)
			got := map[string][2]int64{}
			for _, q := range out.AccountQuotas {
				got[aws.ToString(q.AccountQuotaName)] = [2]int64{aws.ToInt64(q.Used), aws.ToInt64(q.Max)}
			}
			want := map[string][2]int64{
				"DBInstances": {1, 40}, "DBClusters": {2, 40}, "DBClusterParameterGroups": {1, 50}, "DBParameterGroups": {0, 50}, "ManualClusterSnapshots": {0, 100},
				"DBSubnetGroups": {2, 50}, "SubnetsPerDBSubnetGroup": {3, 20}, "DBClusterRoles": {0, 5}, "CustomEndpointsPerDBCluster": {0, 5},
			}
			if !maps.Equal(got, want) {
				t.Errorf("the quotas are %v, want %v", got, want)
			}
		}},
	}
}

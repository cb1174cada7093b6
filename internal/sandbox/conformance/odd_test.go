package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// newOdd makes a world with a seed of each kind, named after it.
func newOdd(t *testing.T) *world {
	t.Helper()
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Engines = sandbox.NoEngines
		for _, kind := range []string{"serverless", "multi-az", "global", "replica", "replicated", "shared"} {
			c.Seeds = append(c.Seeds, sandbox.Seed{Identifier: kind, Kind: kind})
		}
	}))
	return &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}
}

func stop(id string) string { return "Action=StopDBCluster&DBClusterIdentifier=" + id }

func addTo(id string) string {
	return "Action=CreateDBInstance&DBInstanceIdentifier=more&DBInstanceClass=db.r6g.large&Engine=aurora-postgresql&DBClusterIdentifier=" + id
}

func lastOf(id string) string {
	return "Action=DeleteDBInstance&SkipFinalSnapshot=true&DBInstanceIdentifier=" + id + "-1"
}

func enableHTTP(id string) string {
	return "Action=EnableHttpEndpoint&ResourceArn=" + aws.ToString(clusterARN(id))
}

func oddRows() []row {
	const state = "InvalidDBClusterStateFault"
	return []row{
		refusedRaw("6.27 instance of a Multi-AZ DB cluster", addTo("multi-az"), 400, "InvalidParameterCombination",
			"CreateDBInstance can&#39;t be used to create a DB instance in a Multi-AZ DB cluster. Use CreateDBCluster instead."),
		refusedRaw("6.42 last member of a replica", lastOf("replica"), 400, state,
			"Cannot delete the last instance of the read replica DB cluster. Promote the DB cluster to a standalone DB cluster in order to delete it."),
		refusedRaw("6.43 last member of a cluster that is replicated", lastOf("replicated"), 400, state,
			"Cannot delete the last instance of the master cluster. Delete the replica cluster before deleting the last master cluster instance."),
		refusedRaw("7.33 rename of a cluster that is shared", "Action=ModifyDBCluster&DBClusterIdentifier=shared&NewDBClusterIdentifier=other&ApplyImmediately=true", 400, state, ""),
		refusedRaw("7.37 managed password of Serverless v1", "Action=ModifyDBCluster&DBClusterIdentifier=serverless&ManageMasterUserPassword=true", 400,
			"InvalidParameterValue", "The parameter ManageMasterUserPassword is not valid for engine mode: serverless."),
		{"13.4 HTTP endpoint of Serverless v1", func(t *testing.T, w *world) {
			w.rawRefused(t, enableHTTP("serverless"), 400, "InvalidResourceStateFault", "")
			must(t, modify(func(in *modifyInput) {
				in.DBClusterIdentifier, in.EnableHttpEndpoint = aws.String("serverless"), aws.Bool(true)
			})(t.Context(), w))
			c := w.Cluster(t, "serverless")
			if aws.ToString(c.EngineMode) != "serverless" || !aws.ToBool(c.HttpEndpointEnabled) || len(c.DBClusterMembers) != 0 {
				t.Errorf("its mode is %s, its endpoint is on: %t, and it has %d members", aws.ToString(c.EngineMode), aws.ToBool(c.HttpEndpointEnabled), len(c.DBClusterMembers))
			}
		}},
		{"15.3 stop", func(t *testing.T, w *world) {
			for _, id := range []string{"serverless", "global", "replica", "replicated"} {
				w.rawRefused(t, stop(id), 400, state, "")
			}
		}},
		{"8.11 delete a member of a global database", func(t *testing.T, w *world) {
			const remove = "Action=DeleteDBCluster&DBClusterIdentifier=global&SkipFinalSnapshot=true"
			w.rawRefused(t, remove, 400, state, "This cluster is a part of a global cluster, please remove it from globalcluster first")
			all, err := w.RDS.DescribeGlobalClusters(t.Context(), &rds.DescribeGlobalClustersInput{})
			must(t, err)
			if len(all.GlobalClusters) != 1 || len(all.GlobalClusters[0].GlobalClusterMembers) != 1 ||
				aws.ToString(all.GlobalClusters[0].GlobalClusterMembers[0].DBClusterArn) != aws.ToString(clusterARN("global")) {
				t.Fatalf("the global clusters are %+v", all.GlobalClusters)
			}
			_, err = w.RDS.RemoveFromGlobalCluster(t.Context(), &rds.RemoveFromGlobalClusterInput{
				GlobalClusterIdentifier: all.GlobalClusters[0].GlobalClusterIdentifier, DbClusterIdentifier: aws.String("global"),
			})
			must(t, err)
			_, err = w.RDS.DescribeGlobalClusters(t.Context(), &rds.DescribeGlobalClustersInput{GlobalClusterIdentifier: aws.String("global-global")})
			refuses(t, err, "GlobalClusterNotFoundFault", http.StatusNotFound)
			w.rawRefused(t, remove, 400, state, "it still contains DB instances")
		}},
		{"6.29 quota of the free plan", func(t *testing.T, _ *world) {
			w := bare(t, func(c *sandbox.Config) { c.FreePlan, c.Quotas = true, map[string]int{"DBInstances": 0} })
			w.newCluster(t, "orders")
			w.rawRefused(t, addTo("orders"), 400, "InstanceQuotaExceeded",
				"You reached the maximum number of instances available with free plan accounts. To remove all limitations, upgrade your account plan.")
		}},
		{"6.21 Performance Insights on a class without", func(t *testing.T, _ *world) {
			w := bare(t, nil)
			w.newCluster(t, "sales", func(in *createInput) { in.Engine = aws.String("aurora-mysql") })
			err := add(func(in *instanceInput) {
				in.DBClusterIdentifier, in.Engine = aws.String("sales"), aws.String("aurora-mysql")
				in.DBInstanceClass, in.EnablePerformanceInsights = aws.String("db.t3.medium"), aws.Bool(true)
			})(t.Context(), w)
			if said := sandboxtest.Refused(t, err, "InvalidParameterCombination"); said != "Performance Insights not supported for this configuration." {
				t.Errorf("it says %s", said)
			}
		}},
		{"5.37 service-linked role missing, and not to be made", func(t *testing.T, _ *world) {
			w := bare(t, func(c *sandbox.Config) { c.Denials = []policy.Denial{{Action: "iam:CreateServiceLinkedRole"}} })
			w.rawRefused(t, rawCreate, 400, "InvalidParameterValue",
				"Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later")
		}},
		{"5.10 a password of more than 41 characters for Aurora MySQL, also later", func(t *testing.T, _ *world) {
			w := bare(t, nil)
			w.newCluster(t, "sales", func(in *createInput) { in.Engine = aws.String("aurora-mysql") })
			long := strings.Repeat("x", 42)
			err := modify(func(in *modifyInput) { in.DBClusterIdentifier, in.MasterUserPassword = aws.String("sales"), &long })(t.Context(), w)
			sandboxtest.Refused(t, err, "InvalidParameterValue")
			long = long[1:]
			must(t, modify(func(in *modifyInput) { in.DBClusterIdentifier, in.MasterUserPassword = aws.String("sales"), &long })(t.Context(), w))
		}},
		{"7.14 master user with tokens, of Aurora PostgreSQL alone", func(t *testing.T, _ *world) {
			w := bare(t, nil)
			w.newCluster(t, "orders", func(in *createInput) { in.MasterUserPassword, in.MasterUserAuthenticationType = nil, "iam-db-auth" })
			if !aws.ToBool(w.Cluster(t, "orders").IAMDatabaseAuthenticationEnabled) {
				t.Error("IAM database authentication is off")
			}
			w.newCluster(t, "sales", func(in *createInput) { in.Engine = aws.String("aurora-mysql") })
			for id, kind := range map[string]rdstypes.MasterUserAuthenticationType{"sales": "iam-db-auth", "orders": "password"} {
				err := modify(func(in *modifyInput) { in.DBClusterIdentifier, in.MasterUserAuthenticationType = &id, kind })(t.Context(), w)
				sandboxtest.Refused(t, err, "InvalidParameterCombination")
			}
			sandboxtest.Refused(t, create(func(in *createInput) { in.MasterUserAuthenticationType = "iam-db-auth" })(t.Context(), w), "InvalidParameterCombination")
			sandboxtest.Refused(t, create(func(in *createInput) { in.MasterUserAuthenticationType = "kerberos" })(t.Context(), w), "InvalidParameterValue")
			must(t, modify(func(in *modifyInput) {
				in.MasterUserAuthenticationType, in.ManageMasterUserPassword = "password", aws.Bool(true)
			})(t.Context(), w))
			if w.Cluster(t, "orders").MasterUserSecret == nil {
				t.Error("its password is not managed")
			}
		}},
		{"12.14 delete an automated snapshot", testAutomatedSnapshots},
		{"5.34 minimum capacity of 0 with a version that cannot pause", func(t *testing.T, _ *world) {
			w := bare(t, nil)
			for _, engine := range []string{"aurora-postgresql", "aurora-mysql"} {
				version := w.version(t, engine, 1)
				err := create(func(in *createInput) {
					in.Engine, in.EngineVersion = &engine, &version
					in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{MinCapacity: aws.Float64(0), MaxCapacity: aws.Float64(1)}
				})(t.Context(), w)
				sandboxtest.Refused(t, err, "InvalidParameterValue")
			}
		}},
		{"4.18 restore of a version past standard support, without Extended Support", testLeaveExtendedSupport},
		{"4.5 no default subnets", func(t *testing.T, _ *world) {
			w := bare(t, nil)
			w.newCluster(t, "orders")
			w.subnetGroup(t, "pair", "subnet-0a", "subnet-0b")
			remove := func(id string) error {
				_, err := w.EC2.DeleteSubnet(t.Context(), &ec2.DeleteSubnetInput{SubnetId: aws.String(id)})
				return err
			}
			sandboxtest.Refused(t, remove("subnet-0a"), "DependencyViolation") // orders is in it
			_, err := w.RDS.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("orders"), SkipFinalSnapshot: aws.Bool(true)})
			must(t, err)
			_, err = w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{}) // waits for it
			must(t, err)
			for _, id := range []string{"subnet-0a", "subnet-0b", "subnet-0c"} {
				must(t, remove(id))
			}
			sandboxtest.Refused(t, remove("subnet-0a"), "InvalidSubnetID.NotFound")
			w.rawRefused(t, rawCreate, 400, "InvalidSubnet", "No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.")
		}},
	}
}

// bare makes a world of its own for one row, without servers.
func bare(t *testing.T, change func(*sandbox.Config)) *world {
	t.Helper()
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		if c.Engines = sandbox.NoEngines; change != nil {
			change(c)
		}
	}))
	return &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}
}

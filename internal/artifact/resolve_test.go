package artifact_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// orders is a source cluster as discovery describes it, out of order on
// purpose.
func orders() artifact.Source {
	return artifact.Source{
		ClusterID: "orders", ClusterARN: "arn:aws:rds:eu-central-1:123456789012:cluster:orders",
		ClusterResourceID: "cluster-ABC", Region: "eu-central-1", AccountID: "123456789012",
		Engine: "aurora-postgresql", EngineVersion: "15.4", MasterUsername: "dbadmin",
		DatabaseName: "app", Port: 6432, VPCID: "vpc-0a", DBSubnetGroupName: "orders",
		SubnetIDs:         []string{"subnet-0b", "subnet-0a", "subnet-0b"},
		AvailabilityZones: []string{"eu-central-1c", "eu-central-1a", "eu-central-1b"},
		StorageEncrypted:  true, KMSKeyID: "arn:aws:kms:eu-central-1:123456789012:key/1",
		NetworkType: "IPV4", EngineLifecycleSupport: "open-source-rds-extended-support",
		DBClusterParameterGroup: "orders-15", DBParameterGroup: "orders-15-instance",
		InstanceClass: "db.r6g.large",
	}
}

func elsewhere() *artifact.Network {
	return &artifact.Network{
		VPCID: "vpc-0b", SubnetIDs: []string{"subnet-1b", "subnet-1a"},
		AvailabilityZones: []string{"eu-central-1b", "eu-central-1a"},
	}
}

func configure(edit func(*artifact.TargetDB)) artifact.Config {
	c := artifact.Config{SourceDB: artifact.SourceDB{ClusterID: "orders"}}
	if edit != nil {
		edit(&c.TargetDB)
	}
	return c
}

func TestResolveGolden(t *testing.T) {
	tier := 0
	upgrade := true
	for _, tc := range []struct {
		name      string
		config    artifact.Config
		discovery artifact.Discovery
		changelog *artifact.Changelog
	}{
		{"all from the source", configure(nil), artifact.Discovery{Source: orders()}, nil},
		{"another network", configure(func(c *artifact.TargetDB) {
			c.SubnetIDs = []string{"subnet-1a", "subnet-1b"}
			c.VPCID = "vpc-0b"
		}), artifact.Discovery{Source: orders(), Network: elsewhere()}, nil},
		{"source subnets by name", configure(func(c *artifact.TargetDB) {
			c.SubnetIDs = []string{"subnet-0b", "subnet-0a"}
		}), artifact.Discovery{Source: orders(), Network: &artifact.Network{
			VPCID: "vpc-0a", SubnetIDs: []string{"subnet-0b", "subnet-0a"}, AvailabilityZones: []string{"eu-central-1a", "eu-central-1b"},
		}}, nil},
		{"everything given", configure(func(c *artifact.TargetDB) {
			*c = artifact.TargetDB{
				InstanceType: "db.serverless", InstanceCount: 2, DatabaseName: "shop", Port: 5432, PromotionTier: &tier,
				BackupRetentionPeriod: 3, PreferredBackupWindow: "03:00-03:30", PreferredMaintenanceWindow: "sun:04:00-sun:04:30",
				DBClusterParameterGroupName: "cpg", DBParameterGroupName: "pg", StorageType: "aurora", NetworkType: "DUAL",
				EngineLifecycleSupport: "open-source-rds-extended-support-disabled", CopyTagsToSnapshot: true,
				AutoMinorVersionUpgrade: &upgrade, ServerlessV2Scaling: &artifact.Scaling{MinCapacity: 0.5, MaxCapacity: 4},
			}
		}), artifact.Discovery{Source: orders()}, &artifact.Changelog{
			Path: "db/root.xml", Format: "xml",
			Files: []artifact.File{{Path: "root.xml", SHA256: strings.Repeat("a", 64), Size: 12}},
		}},
		{"serverless like the source", configure(nil), artifact.Discovery{Source: func() artifact.Source {
			s := orders()
			s.InstanceClass, s.ServerlessV2Scaling = "db.serverless", &artifact.Scaling{MinCapacity: 0, MaxCapacity: 16, SecondsUntilAutoPause: 300}
			return s
		}()}, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			spec, err := artifact.Resolve(tc.config, tc.discovery, tc.changelog)
			golden(t, "testdata/spec/"+strings.ReplaceAll(tc.name, " ", "_"), spec, err)
		})
	}
}

func TestResolveRefuses(t *testing.T) {
	for _, tc := range []struct {
		name    string
		edit    func(*artifact.TargetDB)
		source  func(*artifact.Source)
		network *artifact.Network
		want    []string
	}{
		{
			name: "one zone in common", edit: func(c *artifact.TargetDB) { c.SubnetIDs = []string{"subnet-1a", "subnet-1b"} },
			network: &artifact.Network{VPCID: "vpc-0b", SubnetIDs: []string{"subnet-1a", "subnet-1b"}, AvailabilityZones: []string{"eu-central-1d", "eu-central-1a", "eu-central-1a"}},
			want:    []string{"target_db.subnet_ids: reaches the zones eu-central-1a, eu-central-1d, expected at least 2 of those that the source's volume is in: eu-central-1a, eu-central-1b, eu-central-1c"},
		},
		{
			name: "a group in other zones", edit: func(c *artifact.TargetDB) { c.DBSubnetGroupName = "landing-zone" },
			network: &artifact.Network{VPCID: "vpc-0b", DBSubnetGroupName: "landing-zone"},
			want:    []string{"target_db.db_subnet_group_name: reaches the zones (none)"},
		},
		{
			name: "another VPC than the subnets'", edit: func(c *artifact.TargetDB) { c.SubnetIDs, c.VPCID = []string{"subnet-1a", "subnet-1b"}, "vpc-0c" },
			network: elsewhere(), want: []string{`target_db.vpc_id: got "vpc-0c", but the subnets are in "vpc-0b"`},
		},
		{
			name: "another VPC than the source's", edit: func(c *artifact.TargetDB) { c.VPCID = "vpc-0c" },
			want: []string{`target_db.vpc_id: got "vpc-0c", but the subnets are in "vpc-0a"`},
		},
		{
			name: "serverless without a range", edit: func(c *artifact.TargetDB) { c.InstanceType = "db.serverless" },
			source: func(s *artifact.Source) { s.ServerlessV2Scaling = &artifact.Scaling{MinCapacity: 1, MaxCapacity: 2} },
			want:   []string{"target_db.serverlessv2_scaling: missing"},
		},
		{
			name: "an engine that is not Aurora", source: func(s *artifact.Source) { s.Engine = "neptune" },
			want: []string{`source_db.source_db_cluster_id: "orders" has the engine "neptune"`},
		},
		{name: "a source of which little is known", source: func(s *artifact.Source) {
			*s = artifact.Source{ClusterID: "orders", ClusterARN: s.ClusterARN, Engine: s.Engine, EngineVersion: s.EngineVersion}
		}, want: []string{"target_db.instance_type: missing", "target_db.port: missing", "target_db.db_cluster_parameter_group_name: missing", "target_db.subnet_ids: missing"}},
		{
			name: "a network nobody looked up", edit: func(c *artifact.TargetDB) { c.DBSubnetGroupName = "landing-zone" },
			want: []string{"was not looked up"},
		},
	} {
		t.Run(tc.name, func(t *testing.T) {
			source := orders()
			if tc.source != nil {
				tc.source(&source)
			}
			_, err := artifact.Resolve(configure(tc.edit), artifact.Discovery{Source: source, Network: tc.network}, nil)
			if err == nil {
				t.Fatal("it was taken")
			}
			for _, want := range tc.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got  %q\nwant %q in it", err, want)
				}
			}
			var field *artifact.FieldError
			if tc.name != "a network nobody looked up" && !errors.As(err, &field) {
				t.Errorf("got a %T, want FieldErrors", err)
			}
		})
	}
}

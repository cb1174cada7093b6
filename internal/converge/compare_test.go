package converge_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

func TestCompareTellsWhatAChangedArtifactMeans(t *testing.T) {
	tests := map[string]struct {
		change func(*artifact.Spec)
		want   converge.Comparison
	}{
		"nothing":                  {func(*artifact.Spec) {}, converge.Comparison{}},
		"the source was upgraded":  {func(s *artifact.Spec) { s.Source.EngineVersion = "16.4" }, converge.Comparison{}},
		"another database to name": {func(s *artifact.Spec) { s.Target.DatabaseName = "app" }, converge.Comparison{}},
		"another changelog": {
			func(s *artifact.Spec) { s.Changelog = &artifact.Changelog{Path: "db.xml"} }, converge.Comparison{},
		},
		"another compiled schema": {
			func(s *artifact.Spec) { s.Compiled = &artifact.File{Path: "changelog.json", SHA256: "b"} },
			converge.Comparison{},
		},
		"scripts": {
			func(s *artifact.Spec) { s.CloneScripts = []artifact.File{{Path: "mask.sql", SHA256: "a"}} },
			converge.Comparison{Replace: []string{"masking scripts: none -> sha256:9e8181ac9b93"}},
		},
		"the source was made anew": {
			func(s *artifact.Spec) { s.Source.ClusterResourceID = "cluster-NEW" },
			converge.Comparison{Replace: []string{"source's resource id: cluster-SOURCE -> cluster-NEW"}},
		},
		"another source": {
			func(s *artifact.Spec) { s.Source.ClusterARN = "arn:b" },
			converge.Comparison{Replace: []string{"source cluster: " + sourceARN + " -> arn:b"}},
		},
		"another network": {
			func(s *artifact.Spec) {
				s.Target.VPCID, s.Target.DBSubnetGroupName, s.Target.SubnetIDs = "vpc-2", "", []string{"subnet-b", "subnet-a"}
			},
			converge.Comparison{Replace: []string{
				"VPC: vpc-1 -> vpc-2", "DB subnet group: shared -> none", "subnets: none -> subnet-a, subnet-b",
			}},
		},
		"another key": {
			func(s *artifact.Spec) { s.Target.KMSKeyID = "arn:key" },
			converge.Comparison{Replace: []string{"KMS key: none -> arn:key"}},
		},
		"hardware": {
			func(s *artifact.Spec) { s.Target.InstanceClass, s.Target.InstanceCount = "db.t4g.medium", 2 },
			converge.Comparison{Modify: []string{"instance_class", "instance_count"}},
		},
		"scaling": {
			func(s *artifact.Spec) { s.Target.ServerlessV2Scaling = &artifact.Scaling{MaxCapacity: 4} },
			converge.Comparison{Modify: []string{"serverlessv2_scaling"}},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			prior, next := request(nil).Spec, request(nil).Spec
			test.change(&next)
			if diff := cmp.Diff(test.want, converge.Compare(converge.ModeClone, prior, next)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCompareOfSubnetsInAnotherOrderIsNothing(t *testing.T) {
	prior, next := request(nil).Spec, request(nil).Spec
	prior.Target.SubnetIDs, next.Target.SubnetIDs = []string{"a", "b"}, []string{"b", "a"}
	if diff := cmp.Diff(converge.Comparison{}, converge.Compare(converge.ModeClone, prior, next)); diff != "" {
		t.Error(diff)
	}
}

package artifact_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestCloneInputsChangeWithWhatOnlyANewCloneCanChange(t *testing.T) {
	before := resolved(t, nil, nil).CloneInputs()
	for _, tc := range []struct {
		name   string
		target func(*artifact.TargetDB)
		source func(*artifact.Source)
		same   bool
	}{
		{name: "another source", source: func(s *artifact.Source) { s.ClusterARN += "-2" }},
		{name: "a source made anew", source: func(s *artifact.Source) { s.ClusterResourceID += "2" }},
		{name: "another key", source: func(s *artifact.Source) { s.KMSKeyID += "2" }},
		{name: "another group", source: func(s *artifact.Source) { s.DBSubnetGroupName += "2" }},
		{name: "an upgraded source", source: func(s *artifact.Source) { s.EngineVersion = "16.1" }, same: true},
		{name: "another class", target: func(c *artifact.TargetDB) { c.InstanceType = "db.r6g.xlarge" }, same: true},
		{name: "another port", target: func(c *artifact.TargetDB) { c.Port = 5432 }, same: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			after := resolved(t, tc.target, tc.source).CloneInputs()
			if (before == after) != tc.same {
				t.Errorf("before %s, after %s, want the same: %t", before, after, tc.same)
			}
		})
	}
}

func TestInputsDigestChangesWithWhatTheUserGave(t *testing.T) {
	subnets := func(ids ...string) artifact.Config {
		return configure(func(c *artifact.TargetDB) { c.SubnetIDs = ids })
	}
	changelog := &artifact.Changelog{Path: "root.xml", Format: "xml", Files: []artifact.File{{Path: "root.xml", SHA256: "a"}}}
	base := artifact.InputsDigest(subnets("subnet-0a", "subnet-0b"), nil, nil)
	if got := artifact.InputsDigest(subnets("subnet-0b", "subnet-0a"), map[string]string{}, nil); got != base {
		t.Error("the order of subnets, or an empty map of triggers, makes a difference")
	}
	empty := subnets("subnet-0a", "subnet-0b")
	empty.SourceDB.CloneScripts, empty.SourceDB.SQLFiles, empty.SourceDB.LiquibaseContexts = []string{}, []string{}, []string{}
	if got := artifact.InputsDigest(empty, nil, nil); got != base {
		t.Error("empty lists make a difference")
	}
	for name, got := range map[string]string{
		"subnets":   artifact.InputsDigest(subnets("subnet-0a", "subnet-0c"), nil, nil),
		"triggers":  artifact.InputsDigest(subnets("subnet-0a", "subnet-0b"), map[string]string{"day": "1"}, nil),
		"changelog": artifact.InputsDigest(subnets("subnet-0a", "subnet-0b"), nil, changelog),
	} {
		if got == base {
			t.Errorf("%s: another one gives the same digest", name)
		}
	}
}

// TestDigestsStay holds digests that lie in users' states and tags: a release
// that changed one of these would rebuild every image, or replace every clone.
func TestDigestsStay(t *testing.T) {
	spec := resolved(t, nil, nil)
	digest, err := spec.Digest()
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, got, want string }{
		{"artifact", digest, "sha256:1d8c4b1fccc271c21ea5a2fdd9785677c230d8d41e3d61d3d78b3f7a90f5cc25"},
		{"clone inputs", spec.CloneInputs(), "sha256:bf49c758eb2c6f8ffcd0ea0c7bda959bc63d88eb4ff5683086dbbbd7a6cc902a"},
		{"inputs", artifact.InputsDigest(configure(nil), map[string]string{"a": "b"}, nil), "sha256:7500f6c0f0eb75a652f95b8772870bed8c87529ae77a09201fe4fba7061a60c9"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: got %s, want %s", tc.name, tc.got, tc.want)
		}
	}
}

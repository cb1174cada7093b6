package image_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
)

// contents is a changelog of two files, one in a folder.
func contents() map[string][]byte {
	return map[string][]byte{
		"root.yaml":          []byte("databaseChangeLog:\n  - include: {file: changes/one.sql}\n"),
		"changes/one.sql":    []byte("create table orders (id int);\n"),
		"changes/a/deep.sql": []byte("-- nothing\n"),
	}
}

func spec() artifact.Spec {
	describe := func(name string) artifact.File {
		sum := sha256.Sum256(contents()[name])
		return artifact.File{Path: name, SHA256: hex.EncodeToString(sum[:]), Size: int64(len(contents()[name]))}
	}
	return artifact.Spec{
		Version: artifact.SpecVersion, MinProviderVersion: artifact.MinProviderVersion,
		Source: artifact.Source{
			ClusterID: "orders", ClusterARN: "arn:aws:rds:eu-central-1:123456789012:cluster:orders",
			Engine: "aurora-postgresql", EngineVersion: "15.4", MasterUsername: "dbadmin", Port: 5432,
		},
		Target: artifact.Target{
			VPCID: "vpc-0a", DBSubnetGroupName: "orders", SubnetIDs: []string{"subnet-0a", "subnet-0b"},
			InstanceClass: "db.r6g.large", InstanceCount: 1, PromotionTier: 1, Port: 5432, BackupRetentionPeriod: 1,
			DBClusterParameterGroupName: "default.aurora-postgresql15",
		},
		Changelog: &artifact.Changelog{Path: "db/root.yaml", Format: "yaml", Files: []artifact.File{
			describe("changes/a/deep.sql"), describe("changes/one.sql"), describe("root.yaml"),
		}},
	}
}

func input(tb testing.TB) image.Input {
	tb.Helper()
	p := platform(tb, "linux/amd64")
	runtime, err := image.OpenRuntime(imagetest.Runtime(tb, "linux/amd64"), p)
	if err != nil {
		tb.Fatal(err)
	}
	return image.Input{Spec: spec(), Files: image.ChangelogFiles(contents()), Runtime: runtime, Platform: p}
}

func platform(tb testing.TB, name string) v1.Platform {
	tb.Helper()
	p, err := image.ParsePlatform(name)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

func build(tb testing.TB, in image.Input) v1.Image {
	tb.Helper()
	img, err := image.Build(in)
	if err != nil {
		tb.Fatal(err)
	}
	return img
}

func digest(tb testing.TB, img v1.Image) string {
	tb.Helper()
	h, err := img.Digest()
	if err != nil {
		tb.Fatal(err)
	}
	return h.String()
}

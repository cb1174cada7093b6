package image_test

import (
	"crypto/sha256"
	"encoding/hex"
	"testing"

	v1 "github.com/google/go-containerregistry/pkg/v1"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
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

func input(tb testing.TB, platforms ...string) image.Input {
	tb.Helper()
	in := image.Input{Spec: spec(), Files: image.Contents{Changelog: contents()}.Files()}
	for _, name := range append(platforms, "linux/amd64")[:max(len(platforms), 1)] {
		in.Runtimes = append(in.Runtimes, openRuntime(tb, imagetest.Runtime(tb, name), name, usercache.Folder{}))
	}
	return in
}

func openRuntime(tb testing.TB, path, platformName string, cache usercache.Folder) *image.Runtime {
	tb.Helper()
	runtime, err := image.OpenRuntime(path, platform(tb, platformName), cache)
	if err != nil {
		tb.Fatal(err)
	}
	return runtime
}

func platform(tb testing.TB, name string) v1.Platform {
	tb.Helper()
	p, err := image.ParsePlatform(name)
	if err != nil {
		tb.Fatal(err)
	}
	return p
}

// build builds an image for one platform.
func build(tb testing.TB, in image.Input) v1.Image {
	tb.Helper()
	img, ok := buildAll(tb, in).Manifest.(v1.Image)
	if !ok {
		tb.Fatalf("%d runtimes gave no image", len(in.Runtimes))
	}
	return img
}

func buildAll(tb testing.TB, in image.Input) *image.Built {
	tb.Helper()
	built, err := image.Build(in)
	if err != nil {
		tb.Fatal(err)
	}
	return built
}

func digest(tb testing.TB, img image.Manifest) string {
	tb.Helper()
	h, err := img.Digest()
	if err != nil {
		tb.Fatal(err)
	}
	return h.String()
}

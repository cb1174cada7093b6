package provider_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// Every refusal names what is wrong and what to do, and leaves nothing behind.
func TestBadInputIsRefusedAndLeavesNothingBehind(t *testing.T) {
	startSandbox(t)
	folder := t.TempDir()
	archive := filepath.Join(folder, "orders.tar")
	image := archiveImage(archive)
	from := func(sourceID string) string { return strings.Replace(image, `"orders" }`, `"`+sourceID+`" }`, 1) }
	into := func(target string) string {
		return regexp.MustCompile(`target_db .*`).ReplaceAllString(image, "target_db = "+target)
	}
	emptyCluster(t, "childless")
	lone := foreignSubnet(t)
	registry := storetest.Registry(t, storetest.WithLogin("somebody", "else"))

	for name, tc := range map[string]struct {
		config string
		want   string // words of the error, in order
	}{
		"unknown source":               {from("nobody"), `nobody.*not found|could not be found.*`},
		"source without instances":     {from("childless"), `childless.*instance`},
		"one subnet only":              {into(`{ subnet_ids = ["subnet-0a"] }`), `at least 2 elements`},
		"subnets of two VPCs":          {into(fmt.Sprintf(`{ subnet_ids = ["subnet-0a", %q] }`, lone)), `VPC`},
		"unknown subnet":               {into(`{ subnet_ids = ["subnet-0a", "subnet-0z"] }`), `subnet-0z`},
		"another VPC than named":       {into(`{ vpc_id = "vpc-of-somebody" }`), `vpc-of-somebody`},
		"archive without a path":       {storedImage("orders", `store = "archive"`), `archive_path`},
		"missing changelog":            {strings.Replace(image, `"orders" }`, `"orders", liquibase_changelog_path = "nowhere.xml" }`, 1), `nowhere\.xml`},
		"a registry that refuses":      {storedImage("orders", fmt.Sprintf("store = \"registry\"\nname = \"%s/%s\"", registry, storetest.UniqueName())), `refuse|denied|401|[Uu]nauthorized`},
		"an Engine that is down":       {`provider "dbartifact" {` + "\n docker {\n host = \"tcp://127.0.0.1:1\"\n }\n}\n" + storedImage("orders", ""), `127\.0\.0\.1:1`},
		"an image that is no artifact": {clusterFrom("oci-archive:" + plainImage(t, folder, nil)), `artifact`},
		"an artifact that is too new":  {clusterFrom("oci-archive:" + plainImage(t, folder, map[string]string{artifact.LabelSpec: `{"version":99,"min_provider_version":"9.0.0"}`})), `9\.0\.0`},
		"an image that is nowhere":     {clusterFrom("oci-archive:" + filepath.Join(folder, "nowhere.tar")), `nowhere\.tar`},
		"an identifier that is taken":  {image + strings.Replace(cloneOf(""), `"clone"`+"\n", `"orders"`+"\n", 1), `cluster_identifier|not\s+made\s+by\s+this\s+provider`},
		"a password that is too short": {image + cloneOf(`master_password = "short"`), `shorter than 8`},
	} {
		t.Run(name, func(t *testing.T) {
			resource.UnitTest(t, resource.TestCase{
				ProtoV6ProviderFactories: factories(t),
				Steps:                    []resource.TestStep{{Config: tc.config, ExpectError: regexp.MustCompile(`(?s)` + tc.want)}},
			})
			if err := nothingLeft(t.Context(), "childless"); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(archive); err == nil {
				t.Error("an archive was left")
			}
		})
	}
	t.Run("a changelog and neither Liquibase nor an Engine", func(t *testing.T) {
		onlyTerraform(t)
		changelog := filepath.Join(folder, "changelog.xml")
		if err := os.WriteFile(changelog, []byte(exampleChangelog), 0o600); err != nil {
			t.Fatal(err)
		}
		resource.UnitTest(t, resource.TestCase{
			ProtoV6ProviderFactories: factories(t),
			Steps: []resource.TestStep{{
				Config: `provider "dbartifact" {` + "\n docker {\n host = \"tcp://127.0.0.1:1\"\n }\n}\n" +
					strings.Replace(image, `"orders" }`, `"orders", liquibase_changelog_path = "`+changelog+`" }`, 1),
				ExpectError: regexp.MustCompile(`(?s)no\s+Liquibase\s+is\s+installed.*127\.0\.0\.1:1.*start\s+a\s+Docker\s+Engine`),
			}},
		})
	})
}

// onlyTerraform takes every other program off the path.
func onlyTerraform(t *testing.T) {
	t.Helper()
	terraform, err := exec.LookPath("terraform")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.Symlink(terraform, filepath.Join(dir, "terraform")); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir)
	t.Setenv("LIQUIBASE_HOME", "")
}

func clusterFrom(reference string) string {
	return fmt.Sprintf(`
resource "dbartifact_cluster" "clone" {
  image              = %q
  cluster_identifier = "clone"
}
`, reference)
}

// plainImage writes an empty image with labels to an archive and returns its
// path.
func plainImage(t *testing.T, folder string, labels map[string]string) string {
	t.Helper()
	config, err := empty.Image.ConfigFile()
	if err != nil {
		t.Fatal(err)
	}
	config = config.DeepCopy()
	config.Config.Labels = labels
	img, err := mutate.ConfigFile(empty.Image, config)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, fmt.Sprintf("plain-%d.tar", len(labels)))
	if _, err := imagestore.NewArchive(path).Put(t.Context(), "plain:latest", img); err != nil {
		t.Fatal(err)
	}
	return path
}

// emptyCluster makes a cluster without instances.
func emptyCluster(t *testing.T, identifier string) {
	t.Helper()
	_, err := rdsClient(t).CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
		DBClusterIdentifier: aws.String(identifier), Engine: aws.String("aurora-postgresql"),
		MasterUsername: aws.String("dbadmin"), MasterUserPassword: aws.String("long-enough"),
	})
	if err != nil {
		t.Fatal(err)
	}
}

// foreignSubnet makes a subnet in a VPC of its own and returns its id.
func foreignSubnet(t *testing.T) string {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := ec2.NewFromConfig(cfg)
	vpc, err := client.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.9.0.0/16")})
	if err != nil {
		t.Fatal(err)
	}
	subnet, err := client.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{
		VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String("10.9.1.0/24"), AvailabilityZone: aws.String("us-east-1b"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(subnet.Subnet.SubnetId)
}

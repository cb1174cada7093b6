package sandbox_test

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// python is Debian's, for which the package python3-boto3 installs boto3.
const python = "/usr/bin/python3"

func TestBoto3WalksAClone(t *testing.T) {
	t.Parallel()
	if err := exec.CommandContext(t.Context(), python, "-c", "import boto3").Run(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("needs Debian's python3-boto3: %v", err)
		}
		t.Skipf("needs Debian's python3-boto3: %v", err)
	}
	if _, err := exec.LookPath("psql"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	walk := exec.CommandContext(t.Context(), python, "testdata/walk.py")
	walk.Env = []string{
		"AWS_ENDPOINT_URL=" + server.URL(), "AWS_REGION=eu-central-1", "AWS_DEFAULT_REGION=eu-central-1", "AWS_ACCESS_KEY_ID=any",
		"AWS_SECRET_ACCESS_KEY=any", "AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "HOME=" + t.TempDir(),
		"PATH=" + os.Getenv("PATH"),
	}
	var problems bytes.Buffer
	walk.Stderr = &problems
	out, err := walk.Output()
	if err != nil {
		t.Fatalf("walk.py: %v\n%s%s", err, out, problems.String())
	}
	want := []string{
		"clusters ['orders']",
		"source aurora-postgresql available dbadmin 1",
		"unknown DBClusterNotFoundFault 404",
		"group vpc-0a Complete 3",
		"restored creating [] [{'Key': 'team', 'Value': 'blue'}]",
		"refused InvalidParameterValue",
		"writer copy-1 True",
		"port 5432 password {}",
		"rows 1000|500500",
		"subnets ['subnet-0a', 'subnet-0b', 'subnet-0c']",
		"account 123456789012",
		"secrets []",
		"left ['orders'] ['default']",
	}
	if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(string(out)), "\n")); diff != "" {
		t.Errorf("walk.py says (-want +got):\n%s", diff)
	}
	if n := sandboxtest.CountOrders(t, clientsOf(server).Cluster(t, "orders"), sandboxtest.Password); n != 1000 {
		t.Errorf("the source has %d orders, want 1000", n)
	}
}

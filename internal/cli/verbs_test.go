package cli_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// program is this project's own, as users run it.
var program string

func TestMain(m *testing.M) {
	os.Exit(imagetest.RunWithProgram(m, func(path string) { program = path }))
}

// result is what a run of the program left.
type result struct {
	stdout, stderr string
	code           int
}

// command is a run of the program in a folder, with the AWS environment of a
// sandbox.
func command(t *testing.T, dir, url string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), program, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "AWS_ENDPOINT_URL="+url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=any", "AWS_SECRET_ACCESS_KEY=any",
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
	return cmd
}

// run runs the program to its end.
func run(t *testing.T, dir, url string, args ...string) result {
	t.Helper()
	return finish(t, command(t, dir, url, args...))
}

// finish runs a command to its end.
func finish(t *testing.T, cmd *exec.Cmd) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

func (r result) expect(t *testing.T, code int, stderr string) {
	t.Helper()
	if r.code != code || !regexp.MustCompile(stderr).MatchString(r.stderr) {
		t.Fatalf("exit code %d, want %d, and stderr with %q:\n%s%s", r.code, code, stderr, r.stdout, r.stderr)
	}
}

const ini = `[source_db]
source_db_cluster_id = orders
liquibase_changelog_path = dontcare
[target_db]
subnet_ids = source
instance_type = db.t4g.medium
database_name = dontcare
`

func writeINI(t *testing.T, dir, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, "config.ini"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestBuildInspectAndConvergePrintOneResultEach(t *testing.T) {
	t.Parallel()
	url := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "create table t as select 1;")).URL()
	dir := t.TempDir()
	writeINI(t, dir, ini)

	built := run(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "orders.tar")
	built.expect(t, 0, `(?m)^discover +orders started`)
	reference := strings.TrimSpace(built.stdout)
	if !regexp.MustCompile(`^oci-archive:orders\.tar@sha256:[0-9a-f]{64}$`).MatchString(reference) {
		t.Fatalf("build printed %q", built.stdout)
	}

	var found struct {
		Reference string `json:"reference"`
		Spec      struct {
			Source struct {
				ClusterID string `json:"cluster_id"`
			} `json:"source"`
		} `json:"spec"`
	}
	inspected := run(t, dir, url, "inspect", "--json", reference)
	inspected.expect(t, 0, "")
	if err := json.Unmarshal([]byte(inspected.stdout), &found); err != nil || found.Spec.Source.ClusterID != "orders" || found.Reference != reference {
		t.Errorf("inspect printed %s (%v)", inspected.stdout, err)
	}

	password := filepath.Join(dir, "password")
	if err := os.WriteFile(password, []byte("only-for-the-clone\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	made := run(t, dir, url, "converge", reference, "--cluster-identifier", "copy", "--password-file", password, "--allow-cidr", "127.0.0.1/32",
		"--no-auto-minor-version-upgrade", "--promotion-tier", "0", "--backup-retention-period", "7", "--tags", "team=orders")
	made.expect(t, 0, `(?m)^restore +copy started`)
	if _, _, err := net.SplitHostPort(strings.TrimSpace(made.stdout)); err != nil {
		t.Errorf("converge printed %q: %v", made.stdout, err)
	}
	if strings.Contains(made.stdout+made.stderr, "only-for-the-clone") {
		t.Error("converge printed the password")
	}

	wrong := run(t, dir, url, "converge", reference, "--cluster-identifier", "other", "--port", "80", "--instance-count", "99", "--instance-class", "db.serverless")
	wrong.expect(t, 2, `(?s)2 settings are missing or wrong.*instance_count: got 99.*port: got 80`)
	checkSettings(t, url, "copy")

	again := run(t, dir, url, "converge", reference, "--cluster-identifier", "copy")
	again.expect(t, 1, `(?s)error: .*copy.*`)

	writeINI(t, dir, strings.Replace(ini, "changelog_path = dontcare", "changelog_path = changelog.sql", 1))
	if err := os.WriteFile(filepath.Join(dir, "changelog.sql"), []byte("--liquibase formatted sql\n--changeset me:1\nselect 1;\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	bare := command(t, dir, url, "build", "config.ini", "--store", "archive", "--archive-path", "other.tar")
	bare.Env = append(bare.Env, "PATH="+dir, "LIQUIBASE_HOME=", "DOCKER_HOST=tcp://127.0.0.1:1")
	finish(t, bare).expect(t, 1, `(?s)no Liquibase is installed.*127\.0\.0\.1:1.*start a Docker Engine`)
}

// checkSettings asks the sandbox what became of the overrides.
func checkSettings(t *testing.T, url, identifier string) {
	t.Helper()
	client := rds.New(rds.Options{Region: "us-east-1", BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("any", "any", "")})
	clusters, err := client.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String(identifier)})
	if err != nil {
		t.Fatal(err)
	}
	instances, err := client.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(identifier + "-1")})
	if err != nil {
		t.Fatal(err)
	}
	c, i := clusters.DBClusters[0], instances.DBInstances[0]
	if days := aws.ToInt32(c.BackupRetentionPeriod); days != 7 {
		t.Errorf("backups are kept for %d days, want 7", days)
	}
	if tier, upgrades := aws.ToInt32(i.PromotionTier), aws.ToBool(i.AutoMinorVersionUpgrade); tier != 0 || upgrades {
		t.Errorf("the instance has tier %d and upgrades %t, want 0 and none", tier, upgrades)
	}
}

func TestVerbsRefuseBadInputWithAReason(t *testing.T) {
	dir := t.TempDir()
	for name, tc := range map[string]struct {
		ini    string
		args   []string
		code   int
		stderr string
	}{
		"misspelt verb":         {ini, []string{"conevrge", "x"}, 2, `did you mean "converge"`},
		"misspelt key":          {strings.Replace(ini, "instance_type", "instance_typ", 1), []string{"build", "config.ini"}, 2, `config\.ini:6.*target_db.*instance_typ`},
		"key of an older file":  {ini + "liquibase_changelog_url = http://x/y\n", []string{"build", "config.ini"}, 2, `liquibase_changelog_url`},
		"no such file":          {ini, []string{"build", "nowhere.ini"}, 2, `nowhere\.ini`},
		"archive without path":  {ini, []string{"build", "config.ini", "--store", "archive"}, 2, `--archive-path`},
		"no such archive":       {ini, []string{"inspect", "oci-archive:nowhere.tar"}, 1, `nowhere\.tar`},
		"unknown flag, in JSON": {ini, []string{"inspect", "x", "--nonsense", "--json"}, 2, `^\{"error":".*nonsense.*"hint":".*\}\n$`},
		"unknown flag":          {ini, []string{"converge", "--nonsense"}, 2, `nonsense`},
		"not inside an image":   {ini, []string{"converge", "--cluster-identifier", "x"}, 2, `no image was named`},
		"illegal create mode":   {ini, []string{"converge", "x", "--cluster-identifier", "x", "--create-mode", "copy"}, 2, `CREATE_MODE.*"copy".*"clone" "create"`},
		"two ways to passwords": {ini, []string{"converge", "x", "--cluster-identifier", "x", "--inherit-password", "--password-file", "config.ini"}, 2, `password`},
	} {
		t.Run(name, func(t *testing.T) {
			writeINI(t, dir, tc.ini)
			got := run(t, dir, "http://127.0.0.1:1", tc.args...)
			got.expect(t, tc.code, tc.stderr)
			if got.stdout != "" {
				t.Errorf("an error put %q on stdout", got.stdout)
			}
		})
	}
}

func TestVersionIsPrinted(t *testing.T) {
	got := run(t, t.TempDir(), "", "version")
	got.expect(t, 0, "^$")
	if got.stdout != "dev\n" {
		t.Errorf("got %q", got.stdout)
	}
}

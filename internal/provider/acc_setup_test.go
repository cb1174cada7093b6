package provider_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/image/imagetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/provider"
)

// The acceptance tests drive real Terraform against the sandbox, a real Docker
// Engine and a real registry. A test whose component is missing skips and says
// so; with CI=true it fails.

const (
	pollInterval = 50 * time.Millisecond
	waitTime     = time.Minute
)

// executable is the provider's own program: static, so that it can go into
// images, which the test binary need not be. TestMain builds it.
var executable string

func TestMain(m *testing.M) {
	os.Exit(imagetest.RunWithProgram(m, func(path string) { executable = path }))
}

// useTerraform makes the harness use the Terraform on the PATH; it would download
// one otherwise.
func useTerraform(t *testing.T) {
	t.Helper()
	if os.Getenv("TF_ACC_TERRAFORM_PATH") != "" {
		return
	}
	path, err := exec.LookPath("terraform")
	if err != nil {
		missing(t, "terraform is not on the PATH")
	}
	t.Setenv("TF_ACC_TERRAFORM_PATH", path)
}

func missing(t *testing.T, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

// factories serve the provider in this process.
func factories(t *testing.T) map[string]func() (tfprotov6.ProviderServer, error) {
	t.Helper()
	useTerraform(t)
	serve := provider.New("test", provider.WithExecutable(executable), provider.WithPollInterval(pollInterval))
	return map[string]func() (tfprotov6.ProviderServer, error){
		"dbartifact": providerserver.NewProtocol6WithError(serve()),
	}
}

// useSandbox points every AWS client of this test at a sandbox.
func useSandbox(t *testing.T, url string) {
	t.Helper()
	cache := t.TempDir()
	shareLayers(t, cache)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": url, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "sandbox",
		"AWS_SECRET_ACCESS_KEY": "sandbox", "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		// Specifications that one test cached must not answer for another.
		"XDG_CACHE_HOME": cache,
	} {
		t.Setenv(name, value)
	}
}

// shareLayers lets all tests pack the program once, which is a second of work
// and depends on nothing that they do.
func shareLayers(t *testing.T, cache string) {
	t.Helper()
	ours, layers := filepath.Join(cache, "terraform-provider-dbartifact"), filepath.Join(filepath.Dir(executable), "layers")
	if err := errors.Join(os.MkdirAll(layers, 0o700), os.MkdirAll(ours, 0o700), os.Symlink(layers, filepath.Join(ours, "layers"))); err != nil {
		t.Fatal(err)
	}
}

// query runs one statement that gives one number.
func query(ctx context.Context, host string, port int64, user, password, statement string) (int64, error) {
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d dbname=app user=%s sslmode=disable connect_timeout=5", host, port, user))
	if err != nil {
		return 0, err
	}
	config.Password = password
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return 0, err
	}
	var n int64
	err = conn.QueryRow(ctx, statement).Scan(&n)
	return n, errors.Join(err, conn.Close(ctx))
}

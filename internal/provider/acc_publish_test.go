package provider_test

import (
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// dockerLogin returns a folder for DOCKER_CONFIG, as docker login leaves it.
func dockerLogin(t *testing.T, host, user, password string) string {
	t.Helper()
	dir := t.TempDir()
	auth := base64.StdEncoding.EncodeToString([]byte(user + ":" + password))
	if err := os.WriteFile(filepath.Join(dir, "config.json"), fmt.Appendf(nil, `{"auths": {%q: {"auth": %q}}}`, host, auth), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestPublishedImageIsConvergedFromElsewhere is an operator without a Docker
// Engine who publishes to a registry, and an end user in another folder who has
// nothing but the reference.
func TestPublishedImageIsConvergedFromElsewhere(t *testing.T) {
	startSandbox(t)
	const user, password = "ann", "registry-password"
	registry := storetest.Registry(t, storetest.WithLogin(user, password))
	t.Setenv("DOCKER_HOST", "unix://"+filepath.Join(t.TempDir(), "nowhere.sock"))

	operator := newWorkspace(t, fmt.Sprintf(`
provider "dbartifact" {
  registry_auth {
    address  = %q
    username = %q
    password = %q
  }
}
`, registry, user, password)+storedImage("orders", fmt.Sprintf("store = \"registry\"\nname = \"%s/team/orders:v1\"", registry)))
	operator.run(t, "apply", "-auto-approve")
	reference := operator.value(t, "dbartifact_image", "reference")
	if !regexp.MustCompile(`^` + regexp.QuoteMeta(registry) + `/team/orders:v1@sha256:[0-9a-f]{64}$`).MatchString(reference) {
		t.Fatalf("the reference is %q", reference)
	}

	endUser := newWorkspace(t, strings.Replace(cloneOf(`inherit_master_password = true`), "dbartifact_image.orders.reference", fmt.Sprintf("%q", reference), 1))
	endUser.env = append(endUser.env, "DOCKER_CONFIG="+dockerLogin(t, registry, user, password), "XDG_CACHE_HOME="+t.TempDir())
	endUser.run(t, "apply", "-auto-approve")
	if got, want := endUser.value(t, "dbartifact_cluster", "artifact_digest"), operator.value(t, "dbartifact_image", "artifact_digest"); got != want {
		t.Errorf("the cluster is of the artifact %s, want %s", got, want)
	}
	if out := operator.run(t, "plan", "-detailed-exitcode"); !strings.Contains(out, "No changes") {
		t.Errorf("the operator's plan is not empty:\n%s", out)
	}
	endUser.run(t, "destroy", "-auto-approve")
	operator.run(t, "destroy", "-auto-approve")
	if err := nothingLeft(t.Context()); err != nil {
		t.Error(err)
	}
}

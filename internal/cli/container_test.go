package cli_test

import (
	"context"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// hidden is a password that nobody but the clone may come to know.
const hidden = "only-for-the-clone"

// docker is a run of Docker's own command line with an Engine.
func docker(ctx context.Context, engine string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "docker", args...)
	cmd.Env = append(os.Environ(), "DOCKER_HOST="+engine)
	return cmd
}

// container is a docker run of an image as an end user has it, locked down. The
// Engine may have no network of its own, so it shares the host's, where the
// sandbox is.
func container(ctx context.Context, engine, image string, flags ...string) *exec.Cmd {
	args := append([]string{"run", "--rm", "--read-only", "--cap-drop", "ALL", "--user", "65532", "--network", "host"}, flags...)
	return docker(ctx, engine, append(args, image)...)
}

// write puts a text that everybody may read into a folder.
func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

const awsCredentials = "[team]\naws_access_key_id = AKIDTEAM\naws_secret_access_key = secret\n"

func TestDockerRunConverges(t *testing.T) {
	t.Parallel()
	engine := storetest.Engine(t)
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "create table t as select 1;"))
	url, dir := server.URL(), t.TempDir()
	write(t, dir, "schema.sql", "create table t as select 1;\n")
	writeINI(t, dir, strings.Replace(ini, "liquibase_changelog_path = dontcare", "sql_files = schema.sql", 1))
	image := storetest.UniqueName()
	build := command(t, dir, url, "build", "config.ini", "--name", image, "--contact", "Team Orders, #orders")
	build.Env = append(build.Env, "DOCKER_HOST="+engine, "AWS_ACCESS_KEY_ID=AKIDBUILD", "AWS_SECRET_ACCESS_KEY="+hidden)
	finish(t, build).expect(t, 0, "")
	t.Cleanup(func() { _ = docker(context.WithoutCancel(t.Context()), engine, "rmi", "--force", image).Run() })

	credentials := write(t, dir, "credentials", awsCredentials)
	password := write(t, dir, "password", hidden+"\n")
	theirs := []string{"-v", credentials + ":/root/.aws/credentials:ro", "-e", "AWS_PROFILE=team", "-e", "AWS_ENDPOINT_URL=" + url}

	t.Run("as the predecessor's images were run", func(t *testing.T) {
		made := finish(t, container(t.Context(), engine, image, append(theirs, "-e", "CREATE_MODE=clone", "-e", "DB_USERNAME=dontcare", "-e", "DB_PASSWORD="+hidden)...))
		made.expect(t, 0, `(?m)^restore +orders-[a-z2-7]{8} started`)
		if _, _, err := net.SplitHostPort(strings.TrimSpace(made.stdout)); err != nil {
			t.Errorf("stdout holds %q, want the endpoint alone", made.stdout)
		}
		if strings.Contains(made.stdout+made.stderr, hidden) {
			t.Error("it printed the password")
		}
	})
	t.Run("with a mounted secret, an identifier and the artifact's schema", func(t *testing.T) {
		made := container(t.Context(), engine, image, append(theirs, "-v", password+":/run/secrets/db_password:ro", "-v", server.CAFile()+":/ca.pem:ro",
			"-e", "DBARTIFACT_DATABASE_CA_BUNDLE=/ca.pem", "-e", "CLUSTER_IDENTIFIER=copy", "-e", "CREATE_MODE=create")...)
		made.Args = append(made.Args, "--maintenance-cidr-blocks", "127.0.0.1/32", "--allowed-cidr-blocks", "127.0.0.1/32")
		got := finish(t, made)
		got.expect(t, 0, `(?m)^schema +copy done`)
		logIn(t, strings.TrimSpace(got.stdout), "dbadmin", hidden)
	})
	t.Run("naming everything that is wrong at once, and whom to ask", func(t *testing.T) {
		got := finish(t, container(t.Context(), engine, image, "-e", "AWS_EC2_METADATA_DISABLED=true", "-e", "CREATE_MODE=copy", "-e", "DB_PASSWORD="))
		got.expect(t, 2, `(?s)3 settings are missing or wrong.*CREATE_MODE.*"copy".*"clone" "create".*DB_PASSWORD.*no AWS credentials were found.*CLUSTER_IDENTIFIER.*publisher can be asked: Team Orders, #orders`)
		if got.stdout != "" {
			t.Errorf("stdout holds %q, want nothing", got.stdout)
		}
	})
	t.Run("saying who cannot read a mounted file", func(t *testing.T) {
		if err := os.Chmod(credentials, 0o600); err != nil {
			t.Fatal(err)
		}
		finish(t, container(t.Context(), engine, image, theirs...)).expect(t, 2, `/root/\.aws/credentials.*permission denied for user 65532.*--user`)
	})
	t.Run("with an image that does not know its builder's secrets", func(t *testing.T) {
		for _, args := range [][]string{{"inspect", image}, {"history", "--no-trunc", image}} {
			said, err := docker(t.Context(), engine, args...).Output()
			if err != nil {
				t.Fatal(err)
			}
			if len(said) == 0 || strings.Contains(string(said), hidden) || strings.Contains(string(said), "AKIDBUILD") {
				t.Errorf("docker %s shows %q", args[0], said)
			}
		}
	})
}

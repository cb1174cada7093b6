package provider_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
)

// processes remembers the command lines and environments of every process on
// the machine, looked at again and again.
type processes struct {
	mu   sync.Mutex
	seen map[string]bool
}

// watch looks until the returned function is called.
func (p *processes) watch(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	p.seen = map[string]bool{}
	go func() {
		defer close(ended)
		for ctx.Err() == nil {
			lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
			for _, name := range lines {
				if text, err := os.ReadFile(name); err == nil && len(text) > 0 {
					p.mu.Lock()
					p.seen[string(text)] = true
					p.mu.Unlock()
				}
			}
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() { cancel(); <-ended }
}

// TestSecretsAreNowhere makes a cluster with everything that handles a
// password, changes its credentials, and looks for each of them everywhere.
func TestSecretsAreNowhere(t *testing.T) {
	startSandbox(t)
	// Made up here: the sandbox's usual one is in the program, and so in the image,
	// and other tests run processes at the same time.
	sourcePassword, ownPassword := "source-"+rand.Text(), "own-"+rand.Text()
	_, err := rdsClient(t).ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
		DBClusterIdentifier: aws.String(sourceCluster), MasterUserPassword: aws.String(sourcePassword), ApplyImmediately: aws.Bool(true),
	})
	if err != nil {
		t.Fatal(err)
	}
	w := newWorkspace(t, "")
	w.write(t, "mask.sql", "update customers set name = 'somebody';\n")
	w.write(t, "schema.sql", "create table added (id int primary key);\n")
	image := strings.Replace(archiveImage("orders.tar"), `source_db_cluster_id = "orders"`,
		`source_db_cluster_id = "orders", clone_scripts = ["mask.sql"], sql_files = ["schema.sql"]`, 1)
	config := func(credentials string) string {
		return requiredProviders + "variable \"password\" {\n  type = string\n  ephemeral = true\n}\n" + image +
			cloneOf("apply_schema = true\nmaintenance_cidr_blocks = [\"127.0.0.1/32\"]\nallowed_cidr_blocks = [\"127.0.0.1/32\"]\n"+credentials)
	}
	w.env = append(w.env, "TF_LOG=TRACE", "TF_LOG_PATH="+filepath.Join(w.dir, "trace.log"), "TF_VAR_password="+ownPassword)

	var running processes
	stop := running.watch(t.Context())
	w.write(t, "main.tf", config("master_password_wo = var.password\nmaster_password_wo_version = 1"))
	w.run(t, "plan", "-out=first.tfplan")
	w.run(t, "apply", "first.tfplan")
	w.write(t, "main.tf", config("")+"ephemeral \"dbartifact_credentials\" \"it\" {\n  cluster_identifier = dbartifact_cluster.clone.arn\n  master_user_secret_arn = dbartifact_cluster.clone.master_user_secret_arn\n}\n")
	w.run(t, "plan", "-out=second.tfplan")
	w.run(t, "apply", "second.tfplan")
	stop()

	secrets := map[string]string{"write-only": ownPassword, "source's": sourcePassword, "managed": managedPassword(t)}
	for name, text := range w.everything(t) {
		for whose, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s holds the %s password", name, whose)
			}
		}
	}
	for line := range running.seen {
		for whose, secret := range secrets {
			if strings.Contains(line, secret) {
				t.Errorf("a process was started with the %s password: %q", whose, line)
			}
		}
	}
	if len(running.seen) < 3 {
		t.Errorf("only %d processes were seen", len(running.seen))
	}
}

// managedPassword is the only secret's.
func managedPassword(t *testing.T) string {
	t.Helper()
	cfg, err := awsConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	client := secretsmanager.NewFromConfig(cfg)
	all, err := client.ListSecrets(t.Context(), &secretsmanager.ListSecretsInput{})
	if err != nil || len(all.SecretList) != 1 {
		t.Fatalf("%d secrets: %v", len(all.SecretList), err)
	}
	value, err := client.GetSecretValue(t.Context(), &secretsmanager.GetSecretValueInput{SecretId: all.SecretList[0].ARN})
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(aws.ToString(value.SecretString), `"password":"`)
	password, _, ok := strings.Cut(rest, `"`)
	if !ok || password == "" {
		t.Fatal("the secret holds no password")
	}
	return password
}

// everything is the text of every file of the workspace, unpacked.
func (w *workspace) everything(t *testing.T) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	err := filepath.WalkDir(w.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return unpack(found, strings.TrimPrefix(path, w.dir+"/"), text)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"terraform.tfstate", "trace.log", "orders.tar", "first.tfplan/tfplan", "second.tfplan/tfplan"} {
		if len(found[name]) == 0 {
			t.Errorf("there is no %s to look into", name)
		}
	}
	return found
}

// unpack adds a file, and what is packed in it, to found.
func unpack(found map[string][]byte, name string, text []byte) error {
	found[name] = text
	if archive, err := zip.NewReader(bytes.NewReader(text), int64(len(text))); err == nil {
		for _, f := range archive.File {
			file, err := f.Open()
			if err != nil {
				return err
			}
			inner, err := io.ReadAll(file)
			if err := errors.Join(err, file.Close(), unpack(found, name+"/"+f.Name, inner)); err != nil {
				return err
			}
		}
		return nil
	}
	if unzipped, err := gzip.NewReader(bytes.NewReader(text)); err == nil {
		inner, err := io.ReadAll(unzipped)
		return errors.Join(err, unpack(found, name+"/gz", inner))
	}
	entries := tar.NewReader(bytes.NewReader(text))
	for {
		entry, err := entries.Next()
		if err != nil {
			return nil //nolint:nilerr // no tar file, or its end
		}
		inner, err := io.ReadAll(entries)
		if err := errors.Join(err, unpack(found, name+"/"+entry.Name, inner)); err != nil {
			return err
		}
	}
}

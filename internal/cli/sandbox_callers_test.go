package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/smithy-go"
)

// callAs asks a sandbox for its clusters and returns AWS's error code, "" when it
// answers.
func callAs(t *testing.T, url, key, secret string) string {
	t.Helper()
	client := rds.New(rds.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(url), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider(key, secret, ""),
	})
	_, err := client.DescribeDBClusters(t.Context(), nil)
	if refusal, is := errors.AsType[smithy.APIError](err); is {
		return refusal.ErrorCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return ""
}

// setPassword asks for a password of a cluster that is not there.
func setPassword(t *testing.T, url, password string) {
	t.Helper()
	client := rds.New(rds.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(url), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDLOG", "secret", ""),
	})
	_, err := client.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("none"), MasterUserPassword: aws.String(password)})
	if _, is := errors.AsType[smithy.APIError](err); !is {
		t.Fatalf("got %v, want a refusal", err)
	}
}

func TestSandboxKnowsItsCallers(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "callers")
	if err := os.WriteFile(file, []byte("# who may call\n\nAKIDFILE:secret-of-file\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := startSandbox(t, "--credentials", file, "--credentials", "AKIDFLAG:secret:with-colon")
	for _, c := range []struct{ key, secret, want string }{
		{"AKIDFILE", "secret-of-file", ""},
		{"AKIDFLAG", "secret:with-colon", ""},
		{"AKIDFILE", "wrong", "SignatureDoesNotMatch"},
		{"AKIDNOBODY", "secret-of-file", "InvalidClientTokenId"},
	} {
		if got := callAs(t, r.url, c.key, c.secret); got != c.want {
			t.Errorf("%s is answered %q, want %q", c.key, got, c.want)
		}
	}
	if said := r.stderr.String(); !strings.Contains(said, "credentials that it was given") || strings.Contains(said, "secret-of-file") {
		t.Errorf("it says %s", said)
	}
}

func TestSandboxSaysWhereItListens(t *testing.T) {
	t.Parallel()
	const warning = "WARNING: it listens at 0.0.0.0:0, where other machines may reach it; it takes any credentials"
	if said := startSandbox(t).stderr.String(); strings.Contains(said, "WARNING") || !strings.Contains(said, "any credentials") {
		t.Errorf("on loopback it says %s", said)
	}
	open := startSandbox(t, "--listen", "0.0.0.0:0")
	if said := open.stderr.String(); !strings.Contains(said, warning) {
		t.Errorf("beyond loopback it says %s", said)
	}
	if !strings.HasPrefix(open.url, "http://127.0.0.1:") {
		t.Errorf("its URL is %s, want one that clients on this machine reach", open.url)
	}
}

package sandboxtest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// Clients are AWS's own clients, pointed at a sandbox: they judge the shapes of
// what it answers.
type Clients struct {
	RDS     *rds.Client
	EC2     *ec2.Client
	STS     *sts.Client
	Secrets *secretsmanager.Client
}

// ClientsAt returns the clients of a sandbox's endpoint, for the Region
// eu-central-1 and the access key AKIDSANDBOX with "secret". They try each call
// once. Each change has a say in that.
func ClientsAt(url string, changes ...func(*aws.Config)) Clients {
	cfg := aws.Config{
		Region: "eu-central-1", BaseEndpoint: &url, RetryMaxAttempts: 1, HTTPClient: wholeBodies{http.DefaultClient},
		Credentials: credentials.NewStaticCredentialsProvider("AKIDSANDBOX", "secret", ""),
	}
	for _, change := range changes {
		change(&cfg)
	}
	return Clients{RDS: rds.NewFromConfig(cfg), EC2: ec2.NewFromConfig(cfg), STS: sts.NewFromConfig(cfg), Secrets: secretsmanager.NewFromConfig(cfg)}
}

// InRegion has clients call another Region.
func InRegion(region string) func(*aws.Config) {
	return func(c *aws.Config) { c.Region = region }
}

// Waiters look every Pace, and for at most Patience.
const (
	Pace     = 20 * time.Millisecond
	Patience = 3 * time.Minute
)

// Refused ends the test unless err is a refusal with this code; it returns the
// message.
func Refused(tb testing.TB, err error, code string) string {
	tb.Helper()
	var refusal smithy.APIError
	if !errors.As(err, &refusal) {
		tb.Fatalf("got %v, want the refusal %s", err, code)
	}
	if refusal.ErrorCode() != code {
		tb.Fatalf("got the refusal %s: %s, want %s", refusal.ErrorCode(), refusal.ErrorMessage(), code)
	}
	return refusal.ErrorMessage()
}

// HTTPStatus returns the HTTP status that an error came with, 0 for none.
func HTTPStatus(err error) int {
	var response interface{ HTTPStatusCode() int }
	if errors.As(err, &response) {
		return response.HTTPStatusCode()
	}
	return 0
}

// Post sends a raw query and returns the answer's status and body.
func Post(tb testing.TB, s *sandbox.Server, header http.Header, body string) (status int, answer string) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), http.MethodPost, s.URL()+"/", strings.NewReader(body))
	if err != nil {
		tb.Fatal(err)
	}
	for name := range header {
		req.Header.Set(name, header.Get(name))
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		tb.Fatalf("reading the answer: %v", err)
	}
	return res.StatusCode, string(text)
}

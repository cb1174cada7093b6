package sandbox_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// as returns AWS's clients with a caller's credentials.
func as(s *sandbox.Server, key, secret, token string) clients {
	return clientsOf(s, func(c *aws.Config) { c.Credentials = credentials.NewStaticCredentialsProvider(key, secret, token) })
}

func TestWhoMayCall(t *testing.T) {
	t.Parallel()
	var log requestLog
	server := sandboxtest.Start(t, log.option(), sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Credentials = map[string]string{"AKIDONE": "secret-one", "AKIDTWO": "secret-two"}
	}))
	describe := func(c clients) error {
		_, err := c.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
		return err
	}
	two := as(server, "AKIDTWO", "secret-two", "")
	if err := describe(two); err != nil {
		t.Errorf("a known caller: %v", err)
	}
	_, ec2Err := two.EC2.DescribeVpcs(t.Context(), nil)
	_, secretsErr := two.Secrets.ListSecrets(t.Context(), nil)
	if ec2Err != nil || secretsErr != nil {
		t.Errorf("a known caller of EC2 and Secrets Manager: %v, %v", ec2Err, secretsErr)
	}
	t.Run("1.11 unknown key", func(t *testing.T) {
		stranger := as(server, "AKIDNOBODY", "secret-one", "")
		err := describe(stranger)
		if sandboxtest.Refused(t, err, "InvalidClientTokenId"); sandboxtest.HTTPStatus(err) != http.StatusForbidden {
			t.Errorf("HTTP status %d, want 403", sandboxtest.HTTPStatus(err))
		}
		_, err = stranger.EC2.DescribeVpcs(t.Context(), nil)
		sandboxtest.Refused(t, err, "AuthFailure")
		_, err = stranger.Secrets.ListSecrets(t.Context(), nil)
		sandboxtest.Refused(t, err, "UnrecognizedClientException")
	})
	t.Run("another's secret", func(t *testing.T) {
		impostor := as(server, "AKIDONE", "secret-two", "")
		err := describe(impostor)
		if sandboxtest.Refused(t, err, "SignatureDoesNotMatch"); sandboxtest.HTTPStatus(err) != http.StatusForbidden {
			t.Errorf("HTTP status %d, want 403", sandboxtest.HTTPStatus(err))
		}
		_, err = impostor.Secrets.ListSecrets(t.Context(), nil)
		sandboxtest.Refused(t, err, "InvalidSignatureException")
	})
	const query = "Action=DescribeDBClusters&Version=2014-10-31"
	raw := map[string]struct {
		header http.Header
		status int
		code   string
	}{
		"1.12 no credentials":         {http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, 403, "MissingAuthenticationToken"},
		"1.13 malformed signature":    {signedFor("rds"), 400, "IncompleteSignature"},
		"1.13 not the scheme for AWS": {http.Header{"Authorization": {"Basic x"}}, 400, "IncompleteSignature"},
	}
	for name, c := range raw {
		if status, body := sandboxtest.Post(t, server, c.header, query); status != c.status || !strings.Contains(body, "<Code>"+c.code+"</Code>") {
			t.Errorf("%s: answered %d: %s", name, status, body)
		}
	}
	if r := log.last("DescribeDBClusters"); r.Code == "" {
		t.Errorf("a refused call is told of as %+v", r)
	}
}

func TestOldRequestsAreRefused(t *testing.T) {
	t.Parallel()
	clock := sandboxtest.HoldAt(time.Now().Add(16 * time.Minute))
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Clock, c.Credentials = clock, map[string]string{"AKIDONE": "secret-one"}
	}))
	_, err := as(server, "AKIDONE", "secret-one", "").RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
	if message := sandboxtest.Refused(t, err, "RequestExpired"); sandboxtest.HTTPStatus(err) != http.StatusBadRequest || !strings.HasPrefix(message, "Signature expired: ") {
		t.Errorf("1.14: HTTP status %d, %s", sandboxtest.HTTPStatus(err), message)
	}
}

func TestTemporaryCredentials(t *testing.T) {
	t.Parallel()
	clock := sandboxtest.HoldAt(time.Now())
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Clock, c.Credentials = clock, map[string]string{"AKIDONE": "secret-one"}
	}))
	role := &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: aws.String("arn:aws:iam::123456789012:role/deploy"), RoleSessionName: aws.String("ci"), WebIdentityToken: aws.String("a-token"),
		DurationSeconds: aws.Int32(900),
	}
	assumed, err := clientsOf(server).STS.AssumeRoleWithWebIdentity(t.Context(), role)
	if err != nil {
		t.Fatal(err)
	}
	given := assumed.Credentials
	key, secret, token := aws.ToString(given.AccessKeyId), aws.ToString(given.SecretAccessKey), aws.ToString(given.SessionToken)
	who := func(key, secret, token string) (string, error) {
		me, err := as(server, key, secret, token).STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
		if err != nil {
			return "", err
		}
		return aws.ToString(me.Arn), nil
	}
	if me, err := who(key, secret, token); err != nil || !strings.HasSuffix(me, "assumed-role/deploy/ci") {
		t.Errorf("the role calls as %s: %v", me, err)
	}
	_, err = who(key, secret+"x", token)
	sandboxtest.Refused(t, err, "SignatureDoesNotMatch")
	_, err = who(key, secret, "9"+token)
	sandboxtest.Refused(t, err, "InvalidClientTokenId")
	_, err = who(key, secret, "")
	sandboxtest.Refused(t, err, "InvalidClientTokenId")
	clock.GoOn(15*time.Minute + time.Second)
	_, err = who(key, secret, token)
	sandboxtest.Refused(t, err, "ExpiredToken")
}

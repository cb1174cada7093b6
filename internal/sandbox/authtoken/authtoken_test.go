package authtoken_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/authtoken"
)

func TestVerify(t *testing.T) {
	t.Parallel()
	const endpoint = "127.64.1.2:5432"
	made, err := auth.BuildAuthToken(t.Context(), endpoint, "eu-central-1", "app", aws.CredentialsProvider(credentials.NewStaticCredentialsProvider("AKID", "secret", "")))
	if err != nil {
		t.Fatal(err)
	}
	app := authtoken.Login{Endpoint: endpoint, User: "app"}
	known := func(string, string) (string, error) { return "secret", nil }
	cases := []struct {
		name, token string
		want        authtoken.Login
		secrets     authtoken.Secrets
		later       time.Duration
		problem     string
	}{
		{"good, its signature verified", made, app, known, 14 * time.Minute, ""},
		{"good, whoever has signed", made, app, nil, 0, ""},
		{"expired, whoever has signed", made, app, nil, 16 * time.Minute, "has expired"},
		{"expired, its signature verified", made, app, known, 16 * time.Minute, "expired"},
		{"from the future", made, app, nil, -16 * time.Minute, "not yet current"},
		{"good for longer than tokens are", strings.Replace(made, "X-Amz-Expires=900", "X-Amz-Expires=86400", 1), app, nil, 16 * time.Minute, "has expired"},
		{"another user's", made, authtoken.Login{Endpoint: endpoint, User: "other"}, nil, 0, `for the user "app"`},
		{"another endpoint's", made, authtoken.Login{Endpoint: "127.64.1.3:5432", User: "app"}, nil, 0, "for the endpoint"},
		{"changed", strings.Replace(made, "Signature=", "Signature=0", 1), app, known, 0, "does not match"},
		{"signed by nobody", made, app, func(string, string) (string, error) { return "", errors.New("nobody has it") }, 0, "nobody has it"},
		{"for another service", strings.Replace(made, "rds-db", "rds", 1), app, nil, 0, "not for rds-db"},
		{"unsigned", endpoint + "/?Action=connect&DBUser=app", app, nil, 0, "signature"},
		{"a password", "Pa%ss word", app, nil, 0, "no token"},
		{"an empty one", "", app, nil, 0, "no token"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := authtoken.Verify(c.token, c.want, c.secrets, time.Now().Add(c.later))
			if (c.problem == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), c.problem) {
				t.Errorf("got %v, want %q", err, c.problem)
			}
		})
	}
}

package sandbox_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const tokenUserSQL = `CREATE ROLE app LOGIN PASSWORD 'app-password'; GRANT rds_iam TO app;
CREATE ROLE other LOGIN; GRANT rds_iam TO other;
CREATE ROLE plain LOGIN PASSWORD 'plain-password';`

// token is what AWS's own helper makes for a user of a cluster.
func token(t *testing.T, c rdstypes.DBCluster, user, accessKey, secret string) string {
	t.Helper()
	endpoint := net.JoinHostPort(aws.ToString(c.Endpoint), strconv.Itoa(int(aws.ToInt32(c.Port))))
	made, err := auth.BuildAuthToken(t.Context(), endpoint, "eu-central-1", user, credentials.NewStaticCredentialsProvider(accessKey, secret, ""))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// login logs in to a cluster's database "app", with TLS or without.
func login(ctx context.Context, c rdstypes.DBCluster, user, password string, encrypted bool) error {
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=%s dbname=app sslmode=disable", aws.ToString(c.Endpoint), aws.ToInt32(c.Port), user))
	if err != nil {
		return err
	}
	if config.Password = password; encrypted {
		config.TLSConfig = &tls.Config{InsecureSkipVerify: true} //nolint:gosec // another test verifies the certificate
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

func TestTokensLogIn(t *testing.T) {
	t.Parallel()
	clock := &sandboxtest.AheadClock{}
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", tokenUserSQL), sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Clock, c.Credentials = clock, map[string]string{"AKIDSANDBOX": "secret"}
	}))
	c := clientsOf(server)
	orders := c.Cluster(t, "orders")
	good := token(t, orders, "app", "AKIDSANDBOX", "secret")
	if err := login(t.Context(), orders, "app", good, true); err == nil {
		t.Error("a token logs in while IAM authentication is off")
	}
	_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("orders"), EnableIAMDatabaseAuthentication: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	orders = c.Cluster(t, "orders") // waits for it
	cases := []struct {
		name, user, password string
		encrypted, in        bool
	}{
		{"a token of one's own", "app", good, true, true},
		{"without TLS", "app", good, false, false},
		{"the password of a member of rds_iam", "app", "app-password", true, false},
		{"the token of another user", "other", good, true, false},
		{"a token for another endpoint", "app", strings.Replace(good, ":"+strconv.Itoa(int(*orders.Port)), ":1", 1), true, false},
		{"a token that another key has signed", "app", token(t, orders, "app", "AKIDSANDBOX", "wrong"), true, false},
		{"a token of a key that nobody has", "app", token(t, orders, "app", "AKIDNOBODY", "secret"), true, false},
		{"a token for one who is no member", "plain", token(t, orders, "plain", "AKIDSANDBOX", "secret"), true, false},
		{"a password of one who is no member", "plain", "plain-password", true, true},
		{"the master user's password", "dbadmin", sandboxtest.Password, true, true},
		{"nothing", "app", "", true, false},
	}
	for _, try := range cases {
		t.Run(try.name, func(t *testing.T) {
			if err := login(t.Context(), orders, try.user, try.password, try.encrypted); (err == nil) != try.in {
				t.Errorf("got %v, logs in: %t", err, try.in)
			}
		})
	}
	t.Run("the master user with tokens in place of a password, and back", func(t *testing.T) { logInAsMaster(t, c) })
	t.Run("a token that is older than 15 minutes", func(t *testing.T) {
		clock.GoOn(16 * time.Minute)
		if err := login(t.Context(), orders, "app", good, true); err == nil {
			t.Error("it logs in")
		}
	})
}

func logInAsMaster(t *testing.T, c clients) {
	t.Helper()
	clusters := []string{"orders", "made"}
	_, err := c.RDS.CreateDBCluster(t.Context(), &rds.CreateDBClusterInput{
		DBClusterIdentifier: aws.String("made"), Engine: aws.String("aurora-postgresql"), MasterUsername: aws.String("dbadmin"),
		DatabaseName: aws.String("app"), MasterUserAuthenticationType: rdstypes.MasterUserAuthenticationTypeIamDbAuth,
	})
	if err != nil {
		t.Fatal(err)
	}
	c.AwaitCluster(t, "made")
	c.AddInstance(t, "made", "made-1")
	change := func(id string, in rds.ModifyDBClusterInput) {
		t.Helper()
		in.DBClusterIdentifier = &id
		if _, err := c.RDS.ModifyDBCluster(t.Context(), &in); err != nil {
			t.Fatal(err)
		}
		c.AwaitCluster(t, id)
	}
	expect := func(id string, tokens bool) {
		t.Helper()
		cl := c.Cluster(t, id)
		if err := login(t.Context(), cl, "dbadmin", token(t, cl, "dbadmin", "AKIDSANDBOX", "secret"), true); (err == nil) != tokens {
			t.Errorf("%s: with a token: %v, logs in: %t", id, err, tokens)
		}
		if err := login(t.Context(), cl, "dbadmin", sandboxtest.Password, true); (err == nil) == tokens {
			t.Errorf("%s: with the password: %v, logs in: %t", id, err, !tokens)
		}
	}
	change("orders", rds.ModifyDBClusterInput{MasterUserAuthenticationType: rdstypes.MasterUserAuthenticationTypeIamDbAuth})
	for _, id := range clusters {
		expect(id, true)
		change(id, rds.ModifyDBClusterInput{MasterUserPassword: aws.String(sandboxtest.Password)})
		expect(id, false)
	}
}

package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// statementTime is how long a statement may take in the world "sql".
const statementTime = 3 * time.Second

// sqlWorld is a world with a client of the Data API, a secret for the master user
// of "orders", and a clock that can be moved on.
type sqlWorld struct {
	*world
	data   *rdsdata.Client
	secret string
	ahead  *sandboxtest.AheadClock
}

// newSQL makes a world with "orders", whose HTTP endpoint is on, and "idle"
// without instances.
func newSQL(t *testing.T) *sqlWorld {
	t.Helper()
	clock := &sandboxtest.AheadClock{}
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL), sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.StatementTimeout, c.Clock = statementTime, clock
		c.Denials = []policy.Denial{{Action: "rds-data:ExecuteStatement", Resource: "cluster:forbidden"}}
	}))
	w := &sqlWorld{world: &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}, ahead: clock}
	w.data = rdsdata.New(rdsdata.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(server.URL()), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDSANDBOX", "secret", ""),
	})
	w.secret = w.newSecret(t, "orders-login", `{"username":"dbadmin","password":"`+sandboxtest.Password+`"}`)
	w.enable(t, "orders")
	return w
}

func (w *sqlWorld) newSecret(t *testing.T, name, text string) string {
	t.Helper()
	made, err := w.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{Name: &name, SecretString: &text})
	must(t, err)
	return aws.ToString(made.ARN)
}

func clusterARN(id string) *string {
	return aws.String("arn:aws:rds:eu-central-1:123456789012:cluster:" + id)
}

func (w *sqlWorld) enable(t *testing.T, cluster string) {
	t.Helper()
	_, err := w.RDS.EnableHttpEndpoint(t.Context(), &rds.EnableHttpEndpointInput{ResourceArn: clusterARN(cluster)})
	must(t, err)
}

type statementInput = rdsdata.ExecuteStatementInput

// run runs a statement on "orders", in the database app, with something changed.
func (w *sqlWorld) run(t *testing.T, sql string, change ...func(*statementInput)) (*rdsdata.ExecuteStatementOutput, error) {
	t.Helper()
	in := &statementInput{ResourceArn: clusterARN("orders"), SecretArn: &w.secret, Database: aws.String("app"), Sql: &sql}
	for _, f := range change {
		f(in)
	}
	return w.data.ExecuteStatement(t.Context(), in)
}

// count counts orders by the Data API.
func (w *sqlWorld) count(t *testing.T, where string) int64 {
	t.Helper()
	out, err := w.run(t, "SELECT count(*) FROM orders WHERE "+where)
	must(t, err)
	return longOf(t, out)
}

// refusesSQL fails the test unless a statement is refused with a code, an HTTP
// status and a message, "" for any.
func (w *sqlWorld) refusesSQL(t *testing.T, sql, code string, status int, message string, change ...func(*statementInput)) {
	t.Helper()
	_, err := w.run(t, sql, change...)
	refuses(t, err, code, status)
	if got := sandboxtest.Refused(t, err, code); message != "" && got != message {
		t.Errorf("message\n got: %s\nwant: %s", got, message)
	}
}

// on changes the cluster that a statement is for.
func on(cluster string) func(*statementInput) {
	return func(in *statementInput) { in.ResourceArn = clusterARN(cluster) }
}

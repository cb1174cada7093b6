package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const dataARN = "arn:aws:rds:eu-central-1:123456789012:cluster:"

// dataAPI is AWS's client of the Data API with a cluster whose endpoint is on.
type dataAPI struct {
	*rdsdata.Client
	cluster, secret string
}

// dataAPIOf turns the endpoint of a seed on and makes a secret for its master user.
func dataAPIOf(t *testing.T, s *sandbox.Server, cluster string) dataAPI {
	t.Helper()
	c := clientsOf(s)
	arn := dataARN + cluster
	if _, err := c.RDS.EnableHttpEndpoint(t.Context(), &rds.EnableHttpEndpointInput{ResourceArn: aws.String(arn)}); err != nil {
		t.Fatal(err)
	}
	made, err := c.Secrets.CreateSecret(t.Context(), &secretsmanager.CreateSecretInput{
		Name: aws.String(cluster + "-login"), SecretString: aws.String(`{"username":"dbadmin","password":"` + sandboxtest.Password + `"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	client := rdsdata.New(rdsdata.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(s.URL()), RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDSANDBOX", "secret", ""),
	})
	return dataAPI{client, arn, aws.ToString(made.ARN)}
}

// run runs a statement in the database "app".
func (d dataAPI) run(t *testing.T, sql string, change ...func(*rdsdata.ExecuteStatementInput)) (*rdsdata.ExecuteStatementOutput, error) {
	t.Helper()
	in := &rdsdata.ExecuteStatementInput{ResourceArn: &d.cluster, SecretArn: &d.secret, Database: aws.String("app"), Sql: &sql}
	for _, f := range change {
		f(in)
	}
	return d.ExecuteStatement(t.Context(), in)
}

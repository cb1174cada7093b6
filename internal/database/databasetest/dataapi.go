package databasetest

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// Cluster is the identifier of [DataAPI]'s cluster.
const Cluster = "orders"

// DataAPI is the way to the database "app" of a cluster in a sandbox that lives
// as long as the test, by the RDS Data API. change, which may be nil, works on
// the sandbox's configuration.
func DataAPI(tb testing.TB, engine string, change func(*sandbox.Config)) database.Database {
	tb.Helper()
	server := sandboxtest.Start(tb, sandboxtest.WithConfig(func(config *sandbox.Config) {
		config.Seeds = []sandbox.Seed{{Identifier: Cluster, Engine: engine}}
		if change != nil {
			change(config)
		}
	}))
	ctx := tb.Context()
	client, err := aurora.Connect(ctx, aurora.Connection{
		Region: "eu-central-1", AccessKey: "AKIDSANDBOX", SecretKey: "secret", SkipCredentialsValidation: true,
		Endpoints: map[string]string{"rds": server.URL(), "rdsdata": server.URL(), "sts": server.URL()},
	})
	if err != nil {
		tb.Fatal(err)
	}
	found, err := client.FindCluster(ctx, Cluster)
	if err != nil {
		tb.Fatal(err)
	}
	if err := client.SetHTTPEndpoint(ctx, found.ARN, true); err != nil {
		tb.Fatal(err)
	}
	dialect, err := database.DialectOf(engine)
	if err != nil {
		tb.Fatal(err)
	}
	return dataapi.Open(dataapi.Config{Dialect: dialect, Database: Name, Caller: client.DataAPI(found.ARN, secret(ctx, tb, server.URL()))})
}

// secret makes a secret for the master user of a seed.
func secret(ctx context.Context, tb testing.TB, url string) string {
	tb.Helper()
	client := secretsmanager.New(secretsmanager.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(url), Credentials: credentials.NewStaticCredentialsProvider("AKIDSANDBOX", "secret", ""),
	})
	made, err := client.CreateSecret(ctx, &secretsmanager.CreateSecretInput{
		Name: aws.String("login"), SecretString: aws.String(`{"username":"dbadmin","password":"` + sandboxtest.Password + `"}`),
	})
	if err != nil {
		tb.Fatal(err)
	}
	return aws.ToString(made.ARN)
}

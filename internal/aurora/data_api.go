package aurora

import (
	"context"
	"database/sql"
	"encoding/hex"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata/types"
)

// DataAPI sends SQL to one cluster by the RDS Data API, which needs no route to
// it. The cluster's HTTP endpoint must be on, and the credentials need
// rds-data:ExecuteStatement, rds-data:BeginTransaction,
// rds-data:CommitTransaction and rds-data:RollbackTransaction on it, and
// secretsmanager:GetSecretValue on the secret. Its errors hold an [APIError].
type DataAPI struct {
	client          *rdsdata.Client
	cluster, secret string
}

// DataAPI returns the way to the cluster of an ARN, with the user of a secret.
func (c *Client) DataAPI(clusterARN, secretARN string) *DataAPI {
	return &DataAPI{client: c.data, cluster: clusterARN, secret: secretARN}
}

// once keeps the SDK from sending a call again: the answer to a statement that
// ran may be what got lost.
func once(o *rdsdata.Options) { o.Retryer = aws.NopRetryer{} }

// BeginTransaction returns the id of a new transaction.
func (d *DataAPI) BeginTransaction(ctx context.Context, database string) (string, error) {
	begun, err := d.client.BeginTransaction(ctx, &rdsdata.BeginTransactionInput{
		ResourceArn: &d.cluster, SecretArn: &d.secret, Database: named(database),
	})
	if err != nil {
		return "", explain("beginning a transaction on", d.cluster, err)
	}
	return aws.ToString(begun.TransactionId), nil
}

// ExecuteStatement sends one statement, once, and returns its rows as text and
// the number of rows that it changed. An empty transaction means that it is
// committed by itself. goOn has the statement go on after the 45 seconds that
// the answer is waited for; otherwise it is cancelled.
func (d *DataAPI) ExecuteStatement(ctx context.Context, database, transaction, statement string, goOn bool) ([][]sql.NullString, int64, error) {
	input := &rdsdata.ExecuteStatementInput{
		ResourceArn: &d.cluster, SecretArn: &d.secret, Database: named(database), Sql: &statement, ContinueAfterTimeout: goOn,
		ResultSetOptions: &types.ResultSetOptions{DecimalReturnType: types.DecimalReturnTypeString},
	}
	if transaction != "" {
		input.TransactionId = &transaction
	}
	answer, err := d.client.ExecuteStatement(ctx, input, once)
	if err != nil {
		return nil, 0, explain("executing a statement on", d.cluster, err)
	}
	rows := make([][]sql.NullString, len(answer.Records))
	for i, record := range answer.Records {
		for _, field := range record {
			text, err := textOf(field)
			if err != nil {
				return nil, 0, explain("reading an answer of", d.cluster, err)
			}
			rows[i] = append(rows[i], text)
		}
	}
	return rows, answer.NumberOfRecordsUpdated, nil
}

// CommitTransaction commits, and is sent once.
func (d *DataAPI) CommitTransaction(ctx context.Context, transaction string) error {
	_, err := d.client.CommitTransaction(ctx, &rdsdata.CommitTransactionInput{ResourceArn: &d.cluster, SecretArn: &d.secret, TransactionId: &transaction}, once)
	return explain("committing a transaction on", d.cluster, err)
}

// RollbackTransaction rolls back.
func (d *DataAPI) RollbackTransaction(ctx context.Context, transaction string) error {
	_, err := d.client.RollbackTransaction(ctx, &rdsdata.RollbackTransactionInput{ResourceArn: &d.cluster, SecretArn: &d.secret, TransactionId: &transaction})
	return explain("rolling back a transaction on", d.cluster, err)
}

func named(database string) *string {
	if database == "" {
		return nil
	}
	return &database
}

// textOf is a value as the database itself would write it.
func textOf(field types.Field) (sql.NullString, error) {
	text := func(s string) (sql.NullString, error) { return sql.NullString{String: s, Valid: true}, nil }
	switch f := field.(type) {
	case *types.FieldMemberIsNull:
		return sql.NullString{}, nil
	case *types.FieldMemberStringValue:
		return text(f.Value)
	case *types.FieldMemberLongValue:
		return text(strconv.FormatInt(f.Value, 10))
	case *types.FieldMemberDoubleValue:
		return text(strconv.FormatFloat(f.Value, 'g', -1, 64))
	case *types.FieldMemberBooleanValue:
		return text(strconv.FormatBool(f.Value)[:1])
	case *types.FieldMemberBlobValue:
		return text(`\x` + hex.EncodeToString(f.Value))
	}
	return sql.NullString{}, fmt.Errorf("a value of %T has no text", field)
}

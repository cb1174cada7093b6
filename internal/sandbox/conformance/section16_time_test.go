package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func longOf(t *testing.T, out *rdsdata.ExecuteStatementOutput) int64 {
	t.Helper()
	if len(out.Records) == 1 && len(out.Records[0]) == 1 {
		if field, is := out.Records[0][0].(*types.FieldMemberLongValue); is {
			return field.Value
		}
	}
	t.Fatalf("the answer is %+v, want one number", out.Records)
	return 0
}

// begin begins a transaction on "orders".
func (w *sqlWorld) begin(t *testing.T) *string {
	t.Helper()
	out, err := w.data.BeginTransaction(t.Context(), &rdsdata.BeginTransactionInput{ResourceArn: clusterARN("orders"), SecretArn: &w.secret, Database: aws.String("app")})
	must(t, err)
	return out.TransactionId
}

// within has a statement be part of a transaction.
func within(id *string) func(*statementInput) {
	return func(in *statementInput) { in.TransactionId = id }
}

func (w *sqlWorld) commit(t *testing.T, id *string) (*rdsdata.CommitTransactionOutput, error) {
	t.Helper()
	return w.data.CommitTransaction(t.Context(), &rdsdata.CommitTransactionInput{ResourceArn: clusterARN("orders"), SecretArn: &w.secret, TransactionId: id})
}

const (
	insertOne = "INSERT INTO orders VALUES (9001, 1, 1)"
	isThere   = "id = 9001"
)

// sqlTimeRows are about statements and transactions that last.
func sqlTimeRows() []sqlRow {
	const slowly = "INSERT INTO orders SELECT 9002, 1, 1 FROM pg_sleep(4)"
	return []sqlRow{
		{"16.9 a statement that takes too long is cancelled", func(t *testing.T, w *sqlWorld) {
			w.refusesSQL(t, "INSERT INTO orders SELECT 9002, 1, 1 FROM pg_sleep(60)", "StatementTimeoutException", 400, "")
			out, err := w.run(t, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()")
			must(t, err)
			if longOf(t, out) != 0 || w.count(t, "id = 9002") != 0 {
				t.Error("it goes on")
			}
		}},
		{"16.9 with continueAfterTimeout it goes on", func(t *testing.T, w *sqlWorld) {
			w.refusesSQL(t, slowly, "StatementTimeoutException", 400, "", func(in *statementInput) { in.ContinueAfterTimeout = true })
			for began := time.Now(); w.count(t, "id = 9002") == 0; time.Sleep(sandboxtest.Pace) {
				if time.Since(began) > sandboxtest.Patience {
					t.Fatal("it never ended")
				}
			}
		}},
		{"16.10 a transaction is committed once", func(t *testing.T, w *sqlWorld) {
			id := w.begin(t)
			_, err := w.run(t, insertOne, within(id))
			must(t, err)
			if n := w.count(t, isThere); n != 0 {
				t.Errorf("others see %d of its orders", n)
			}
			out, err := w.commit(t, id)
			must(t, err)
			if aws.ToString(out.TransactionStatus) != "Transaction Committed" || w.count(t, isThere) != 1 {
				t.Errorf("the answer is %+v, and %d orders are there", out, w.count(t, isThere))
			}
			_, err = w.commit(t, id)
			refuses(t, err, "TransactionNotFoundException", 404)
			w.refusesSQL(t, "SELECT 1", "TransactionNotFoundException", 404, "Transaction "+*id+" is not found", within(id))
			_, err = w.run(t, "DELETE FROM orders WHERE "+isThere)
			must(t, err)
		}},
		{"16.10 one that is rolled back, and one that an error has spoilt", func(t *testing.T, w *sqlWorld) {
			id := w.begin(t)
			_, err := w.run(t, insertOne, within(id))
			must(t, err)
			w.refusesSQL(t, "SELECT * FROM nothing", "DatabaseErrorException", 400, "", within(id))
			w.refusesSQL(t, "SELECT 1", "DatabaseErrorException", 400,
				"ERROR: current transaction is aborted, commands ignored until end of transaction block; SQLState: 25P02", within(id))
			out, err := w.data.RollbackTransaction(t.Context(), &rdsdata.RollbackTransactionInput{ResourceArn: clusterARN("orders"), SecretArn: &w.secret, TransactionId: id})
			must(t, err)
			if aws.ToString(out.TransactionStatus) != "Rollback Complete" || w.count(t, isThere) != 0 {
				t.Errorf("the answer is %+v, and %d orders are there", out, w.count(t, isThere))
			}
		}},
		{"16.10 one that is not used for three minutes is rolled back", func(t *testing.T, w *sqlWorld) {
			used, idle := w.begin(t), w.begin(t)
			_, err := w.run(t, insertOne, within(idle))
			must(t, err)
			w.ahead.GoOn(2 * time.Minute)
			_, err = w.run(t, "SELECT 1", within(used))
			must(t, err)
			w.ahead.GoOn(2 * time.Minute)
			_, err = w.commit(t, used)
			must(t, err)
			_, err = w.commit(t, idle)
			refuses(t, err, "TransactionNotFoundException", 404)
			if w.count(t, isThere) != 0 {
				t.Error("it was committed")
			}
		}},
		{"16.10 one that has lasted for a day is rolled back", func(t *testing.T, w *sqlWorld) {
			id := w.begin(t)
			for range 24*60*60/175 + 1 {
				w.ahead.GoOn(175 * time.Second)
				if _, err := w.run(t, "SELECT 1", within(id)); err != nil {
					refuses(t, err, "TransactionNotFoundException", 404)
					return
				}
			}
			_, err := w.commit(t, id)
			refuses(t, err, "TransactionNotFoundException", 404)
		}},
	}
}

package conformance_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// sqlRow is a row of the Data API.
type sqlRow struct {
	name string
	test func(*testing.T, *sqlWorld)
}

// TestDataAPI runs the rows of section 16 in a world of their own.
func TestDataAPI(t *testing.T) {
	t.Parallel()
	w := newSQL(t)
	for _, r := range sqlRows() {
		t.Run(r.name, func(t *testing.T) { r.test(t, w) })
	}
}

func sqlRows() []sqlRow {
	parameter := func(value types.Field) func(*statementInput) {
		return func(in *statementInput) { in.Parameters = []types.SqlParameter{{Name: aws.String("p"), Value: value}} }
	}
	return append([]sqlRow{
		{"16.1 several statements, an array, a parameter that is missing", func(t *testing.T, w *sqlWorld) {
			w.refusesSQL(t, "DELETE FROM orders; SELECT 1", "BadRequestException", 400, "Multistatements aren't supported")
			w.refusesSQL(t, "SELECT :p", "BadRequestException", 400, "", parameter(&types.FieldMemberArrayValue{Value: &types.ArrayValueMemberLongValues{}}))
			w.refusesSQL(t, "SELECT :q", "BadRequestException", 400, "Cannot find parameter: q", parameter(&types.FieldMemberLongValue{Value: 1}))
			if n := w.count(t, "true"); n != 1000 {
				t.Errorf("%d orders are there, want all", n)
			}
		}},
		{"16.2 error of the engine, with its place and its state", func(t *testing.T, w *sqlWorld) {
			const code = "DatabaseErrorException"
			w.refusesSQL(t, "SELECT * FROM nothing", code, 400, `ERROR: relation "nothing" does not exist; Position: 15; SQLState: 42P01`)
			w.refusesSQL(t, "SELEKT 1", code, 400, `ERROR: syntax error at or near "SELEKT"; Position: 1; SQLState: 42601`)
			w.refusesSQL(t, "SELECT :p = 1", code, 400, "ERROR: operator does not exist: text = integer; Hint: No operator matches the given name and argument types. "+
				"You might need to add explicit type casts.; Position: 11; SQLState: 42883", parameter(&types.FieldMemberStringValue{Value: "1"}))
			w.refusesSQL(t, "SELECT 1", code, 400, `FATAL: database "none" does not exist; SQLState: 3D000`, func(in *statementInput) { in.Database = aws.String("none") })
		}},
		{"16.3 cluster without an instance", func(t *testing.T, w *sqlWorld) {
			w.newCluster(t, "idle", func(in *createInput) { in.EnableHttpEndpoint = aws.Bool(true) })
			w.refusesSQL(t, "SELECT 1", "DatabaseNotFoundException", 404, "", on("idle"))
		}},
		{"16.5 writer not reachable", func(t *testing.T, w *sqlWorld) {
			conn, err := sandboxtest.Connect(t.Context(), w.Cluster(t, "orders"), sandboxtest.Password)
			must(t, err)
			// The session of a transaction ends with its server.
			begun := w.begin(t)
			_, err = w.RDS.RebootDBInstance(t.Context(), &rds.RebootDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1")})
			must(t, err)
			w.refusesSQL(t, "SELECT 1", "DatabaseUnavailableException", http.StatusGatewayTimeout, "", func(in *statementInput) { in.TransactionId = begun })
			_ = conn.Close(t.Context())
			if n := w.count(t, "true"); n != 1000 {
				t.Errorf("once it is back it has %d orders", n)
			}
		}},
		{"16.6 HTTP endpoint off, and a cluster that is not there", func(t *testing.T, w *sqlWorld) {
			_, err := w.RDS.DisableHttpEndpoint(t.Context(), &rds.DisableHttpEndpointInput{ResourceArn: clusterARN("orders")})
			must(t, err)
			defer w.enable(t, "orders")
			for _, cluster := range []string{"orders", "nobody"} {
				w.refusesSQL(t, "SELECT 1", "HttpEndpointNotEnabledException", 400, "HttpEndpoint is not enabled for resource "+aws.ToString(clusterARN(cluster)), on(cluster))
			}
		}},
		{"16.7 secret wrong or unreadable", func(t *testing.T, w *sqlWorld) {
			secret := func(arn string) func(*statementInput) {
				return func(in *statementInput) { in.SecretArn = aws.String(arn) }
			}
			w.refusesSQL(t, "SELECT 1", "SecretsErrorException", 400, "", secret("arn:aws:secretsmanager:eu-central-1:123456789012:secret:none-AbCdEf"))
			w.refusesSQL(t, "SELECT 1", "InvalidSecretException", 400, "", secret(w.newSecret(t, "no-user", `{"password":"x"}`)))
			w.refusesSQL(t, "SELECT 1", "DatabaseErrorException", 400, `FATAL: password authentication failed for user "dbadmin"; SQLState: 28P01`,
				secret(w.newSecret(t, "old", `{"username":"dbadmin","password":"old-password"}`)))
		}},
		{"16.8 cluster in a state that refuses", func(t *testing.T, w *sqlWorld) {
			_, err := w.RDS.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("idle")})
			must(t, err)
			w.refusesSQL(t, "SELECT 1", "InvalidResourceStateException", 400, "", on("idle"))
		}},
		{"16.11 no permission", func(t *testing.T, w *sqlWorld) {
			w.refusesSQL(t, "SELECT 1", "AccessDeniedException", 403, "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: rds-data:ExecuteStatement on resource: "+
				"arn:aws:rds:eu-central-1:123456789012:cluster:forbidden because no identity-based policy allows the rds-data:ExecuteStatement action", on("forbidden"))
		}},
		{"16.12 types that cannot be answered, results that are too large", func(t *testing.T, w *sqlWorld) {
			const code = "UnsupportedResultException"
			w.refusesSQL(t, "SELECT interval '1 day'", code, 400, "The result contains the unsupported data type INTERVAL.")
			w.refusesSQL(t, "SELECT 'orders'::regclass", code, 400, "The result contains the unsupported data type regclass.")
			w.refusesSQL(t, "SELECT ARRAY[[1],[2]]", code, 400, "The result contains a multidimensional array.")
			w.refusesSQL(t, "SELECT repeat('x', 1000) FROM generate_series(1, 1100)", code, 400, "The result exceeds the size limit 1 MB.")
		}},
		{"16.13 limits", func(t *testing.T, w *sqlWorld) {
			sql := func(length int) string { return "SELECT 1 -- " + strings.Repeat("é", length-len("SELECT 1 -- ")) }
			_, err := w.run(t, sql(65536))
			must(t, err)
			w.refusesSQL(t, sql(65537), "ValidationException", 400,
				"1 validation error detected: Value at 'sql' failed to satisfy constraint: Member must have length less than or equal to 65536")
			_, err = w.run(t, "SELECT repeat('x', 65000)")
			must(t, err)
			w.refusesSQL(t, "SELECT repeat('x', 65537)", "UnsupportedResultException", 400, "")
			_, err = w.run(t, "SELECT length(:p)", parameter(&types.FieldMemberStringValue{Value: strings.Repeat("x", 4<<20-1000)}))
			must(t, err)
			_, err = w.run(t, "SELECT length(:p)", parameter(&types.FieldMemberStringValue{Value: strings.Repeat("x", 4<<20)}))
			refuses(t, err, "RequestEntityTooLarge", http.StatusRequestEntityTooLarge)
		}},
		{"16.14 paths", func(t *testing.T, w *sqlWorld) {
			for path, want := range map[string]string{
				"/Execute": "MissingAuthenticationTokenException", "/BatchExecute": "MissingAuthenticationTokenException", "/BeginTransaction": "MissingAuthenticationTokenException",
				"/CommitTransaction": "MissingAuthenticationTokenException", "/RollbackTransaction": "MissingAuthenticationTokenException",
			} {
				res, err := http.Post(w.server.URL()+path, "application/json", strings.NewReader("{}"))
				must(t, err)
				_ = res.Body.Close()
				if got := res.Header.Get("X-Amzn-Errortype"); res.StatusCode != 403 || got != want {
					t.Errorf("%s: HTTP status %d, %s", path, res.StatusCode, got)
				}
			}
			out, err := w.data.BatchExecuteStatement(t.Context(), &rdsdata.BatchExecuteStatementInput{
				ResourceArn: clusterARN("orders"), SecretArn: &w.secret, Database: aws.String("app"), Sql: aws.String("INSERT INTO orders VALUES (:p, 1, 1)"),
				ParameterSets: [][]types.SqlParameter{
					{{Name: aws.String("p"), Value: &types.FieldMemberLongValue{Value: 5001}}}, {{Name: aws.String("p"), Value: &types.FieldMemberLongValue{Value: 5002}}},
				},
			})
			must(t, err)
			if n := w.count(t, "id > 5000"); n != 2 || len(out.UpdateResults) != 2 {
				t.Errorf("a batch of two has made %d orders, and answers %d results", n, len(out.UpdateResults))
			}
			deleted, err := w.run(t, "DELETE FROM orders WHERE id > 5000")
			must(t, err)
			if deleted.NumberOfRecordsUpdated != 2 || deleted.Records != nil {
				t.Errorf("the answer is %+v", deleted)
			}
		}},
	}, append(sqlTimeRows(), sqlPauseRows()...)...)
}

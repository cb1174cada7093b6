package dataapi_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/smithy-go"
	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/dataapi"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/databasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

func TestSessionsOfASandbox(t *testing.T) {
	for engine, missing := range map[string]string{"aurora-postgresql": "42P01", "aurora-mysql": "1146"} {
		t.Run(engine, func(t *testing.T) {
			var mu sync.Mutex
			calls := map[string]int{}
			way := databasetest.DataAPI(t, engine, func(config *sandbox.Config) {
				config.StatementTimeout = 5 * time.Second
				config.OnRequest = func(r sandbox.Request) {
					mu.Lock()
					defer mu.Unlock()
					calls[r.Action]++
				}
			})
			databasetest.Exec(t, way, "CREATE TABLE t (n int, s varchar(100))")
			session, err := way.Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			ends := []func(context.Context) error{session.Commit, session.Rollback, func(ctx context.Context) error { session.Close(ctx); return nil }}
			for i, end := range ends {
				if err := session.Begin(t.Context()); err != nil {
					t.Fatal(err)
				}
				affected, err := session.Exec(t.Context(), fmt.Sprintf("INSERT INTO t VALUES (%d, ':name ::x ?'), (%d, NULL)", i, i))
				if err != nil || affected != 2 {
					t.Fatalf("%d rows, %v", affected, err)
				}
				if err := end(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff([]string{"0,:name ::x ?", "0,NULL"}, databasetest.Rows(t, way, "SELECT n, s FROM t ORDER BY s IS NULL")); diff != "" {
				t.Error(diff)
			}
			text := `it's C:\temp`
			if got := databasetest.Rows(t, way, "SELECT "+way.Dialect().Literal(text)+", 2.50, 1 = 2"); !strings.HasPrefix(got[0], text+",2.50,") {
				t.Errorf("got %q", got)
			}
			_, err = session.Exec(t.Context(), "SELECT * FROM nothing")
			refused := database.Refused(err)
			if refused == nil || refused.Code != missing || engine == "aurora-postgresql" && refused.Position != 15 {
				t.Errorf("got %#v", err)
			}
			if _, err = session.Exec(t.Context(), "SELECT 1; SELECT 2"); !errors.Is(err, dataapi.ErrSeveral) {
				t.Errorf("several statements: got %v", err)
			}
			if _, err = session.Exec(t.Context(), "SELECT '"+strings.Repeat("é", dataapi.MaxStatement)+"'"); !errors.Is(err, dataapi.ErrTooLong) {
				t.Errorf("a long statement: got %v", err)
			}
			sleep, stays := "SELECT pg_sleep(20)", false
			if engine == "aurora-mysql" {
				sleep, stays = "SELECT SLEEP(20)", true
			}
			if _, err = session.Exec(t.Context(), sleep); !errors.Is(err, dataapi.ErrTimeout) || (database.Refused(err) == nil) != stays {
				t.Errorf("a statement that takes long: got %v", err)
			}
			if calls["BeginTransaction"] != 3 || calls["CommitTransaction"] != 1 || calls["RollbackTransaction"] != 2 {
				t.Errorf("the calls were %v", calls)
			}
		})
	}
}

// scripted answers ExecuteStatement with errors of AWS's, one after the other,
// and then with success.
type scripted struct {
	dataapi.Caller
	codes []string
	calls int
}

func (s *scripted) ExecuteStatement(context.Context, string, string, string, bool) ([][]sql.NullString, int64, error) {
	s.calls++
	if s.calls <= len(s.codes) {
		code, message, _ := strings.Cut(s.codes[s.calls-1], ": ")
		return nil, 0, &smithy.GenericAPIError{Code: code, Message: message}
	}
	return nil, 0, nil
}

func TestWhatIsWaitedFor(t *testing.T) {
	t.Parallel()
	open := func(codes ...string) (*scripted, database.Database, *[]string) {
		caller, reports := &scripted{codes: codes}, &[]string{}
		return caller, dataapi.Open(dataapi.Config{
			Dialect: database.PostgreSQL, Caller: caller, Patience: 1500 * time.Millisecond, Report: func(s string) { *reports = append(*reports, s) },
		}), reports
	}
	caller, way, reports := open("HttpEndpointNotEnabledException")
	session, err := way.Connect(t.Context())
	if err != nil || caller.calls != 2 || len(*reports) != 1 {
		t.Fatalf("an endpoint that was turned on a moment ago: %v after %d calls, told %q", err, caller.calls, *reports)
	}
	caller.codes = []string{"", "", "HttpEndpointNotEnabledException", "DatabaseResumingException"}
	if _, err := session.Exec(t.Context(), "SELECT 1"); err == nil || failure.Hint(err) == "" || caller.calls != 3 {
		t.Errorf("an endpoint that was up before: %v after %d calls", err, caller.calls)
	}
	if _, err := session.Exec(t.Context(), "SELECT 1"); err != nil || caller.calls != 5 {
		t.Errorf("a paused cluster: %v after %d calls", err, caller.calls)
	}
	_, way, _ = open("DatabaseResumingException", "DatabaseResumingException", "DatabaseResumingException")
	if _, err := way.Connect(t.Context()); err == nil || !strings.Contains(err.Error(), "DatabaseResumingException") {
		t.Errorf("out of patience: got %v", err)
	}
	_, way, _ = open("DatabaseResumingException")
	enough := errors.New("enough of it")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(enough)
	if _, err := way.Connect(ctx); !errors.Is(err, enough) || !strings.Contains(err.Error(), "DatabaseResumingException") {
		t.Errorf("a ctx that ended: got %v", err)
	}
	caller, way, _ = open("AccessDeniedException: no")
	if _, err := way.Connect(t.Context()); err == nil || !strings.Contains(failure.Hint(err), "rds-data:ExecuteStatement") || caller.calls != 1 {
		t.Errorf("denied: got %v after %d calls", err, caller.calls)
	}
}

func TestErrors(t *testing.T) {
	tests := map[string]struct {
		dialect         database.Dialect
		code, statement string
		want            database.Error
		is              error
		unknown         bool
	}{
		"PostgreSQL": {
			code: `DatabaseErrorException: ERROR: operator does not exist: text = integer; Hint: Add casts.; Position: 11; SQLState: 42883`,
			want: database.Error{Code: "42883", Message: "ERROR: operator does not exist: text = integer", Hint: "Add casts.", Position: 11},
		},
		"MySQL": {
			code: `DatabaseErrorException: Table 'app.nothing' doesn't exist; Error code: 1146; SQLState: 42S02`,
			want: database.Error{Code: "1146", Message: "Table 'app.nothing' doesn't exist"},
		},
		"MySQL, in the older words": {
			code: `BadRequestException: Database error code: 1146. Message: Table 'app.nothing' doesn't exist`,
			want: database.Error{Code: "1146", Message: "Table 'app.nothing' doesn't exist"},
		},
		"a password is quoted": {
			statement: "CREATE USER u IDENTIFED BY 'x' PASSWORD 'hush-hush'",
			code:      `DatabaseErrorException: syntax error near 'hush-hush'; Error code: 1064; SQLState: 42000`,
			want:      database.Error{Code: "1064", Message: "syntax error near '[redacted]'"},
		},
		"timeout":                       {code: "StatementTimeoutException", is: dataapi.ErrTimeout},
		"timeout of one that goes on":   {dialect: database.MySQL, code: "StatementTimeoutException", is: dataapi.ErrTimeout, unknown: true},
		"answer":                        {code: "UnsupportedResultException: too large", is: dataapi.ErrResult},
		"a server that went away":       {code: "DatabaseUnavailableException", unknown: true},
		"a transaction that has lapsed": {code: "TransactionNotFoundException", unknown: true},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			if tc.dialect == "" {
				tc.dialect = database.PostgreSQL
			}
			caller := &scripted{}
			session, err := dataapi.Open(dataapi.Config{Dialect: tc.dialect, Caller: caller}).Connect(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			caller.codes = []string{"", tc.code}
			_, err = session.Exec(t.Context(), tc.statement)
			refused := database.Refused(err)
			if err == nil || (refused == nil) != tc.unknown || !errors.Is(err, tc.is) && tc.is != nil || caller.calls != 2 {
				t.Fatalf("got %v after %d calls", err, caller.calls)
			}
			if tc.is != nil || tc.unknown {
				if failure.Hint(err) == "" {
					t.Error("no hint")
				}
				return
			}
			refused.Err = nil
			if diff := cmp.Diff(&tc.want, refused); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSuitable(t *testing.T) {
	long := map[string][]string{"db/1.sql": {"SELECT 1", strings.Repeat("é", dataapi.MaxStatement+1)}, "db/2.sql": {strings.Repeat("é", dataapi.MaxStatement)}}
	tests := map[string]struct {
		target dataapi.Target
		want   []error
	}{
		"all is well":           {dataapi.Target{InstanceClass: "db.r6g.large", Secret: true, Statements: map[string][]string{"a": {"SELECT 1"}}}, nil},
		"serverless":            {dataapi.Target{InstanceClass: "db.serverless", Secret: true}, nil},
		"T class":               {dataapi.Target{InstanceClass: "db.t4g.medium", Secret: true}, []error{dataapi.ErrClass}},
		"no secret":             {dataapi.Target{InstanceClass: "db.r6g.large"}, []error{dataapi.ErrNoSecret}},
		"long statement":        {dataapi.Target{Secret: true, Statements: long}, []error{dataapi.ErrTooLong}},
		"two statements in one": {dataapi.Target{Dialect: database.PostgreSQL, Secret: true, Statements: map[string][]string{"a": {"SELECT 1; SELECT 2"}}}, []error{dataapi.ErrSeveral}},
		"a function's body": {
			dataapi.Target{Dialect: database.PostgreSQL, Secret: true, Statements: map[string][]string{"a": {"CREATE FUNCTION f() RETURNS int AS $$ SELECT 1; SELECT 2; $$ LANGUAGE sql;"}}}, nil,
		},
		"everything wrong": {dataapi.Target{InstanceClass: "db.t3.medium", Statements: long}, []error{dataapi.ErrClass, dataapi.ErrNoSecret, dataapi.ErrTooLong}},
	}
	for name, tc := range tests {
		t.Run(name, func(t *testing.T) {
			err := dataapi.Suitable(tc.target)
			for _, want := range tc.want {
				if !errors.Is(err, want) {
					t.Errorf("%v is not in %v", want, err)
				}
			}
			if (err == nil) != (tc.want == nil) {
				t.Errorf("got %v", err)
			}
			if errors.Is(err, dataapi.ErrTooLong) && (!strings.Contains(err.Error(), "db/1.sql, statement 2") || strings.Contains(err.Error(), "db/2.sql")) {
				t.Errorf("got %v", err)
			}
		})
	}
}

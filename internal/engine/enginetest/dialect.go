package enginetest

import (
	"crypto/tls"
	"database/sql"
	"net"
	"strconv"
	"testing"

	"github.com/go-sql-driver/mysql"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
)

// dialect is what the suite must know of a kind of server to speak to it.
type dialect struct {
	open func(tb testing.TB, at engine.Listen, user, password, database string, encryption *tls.Config) *sql.DB

	series    string   // a query for the numbers 1 to 100000
	encrypted string   // a query for whether the session is
	sleep     string   // a statement that lasts a minute
	setting   string   // a setting whose values are numbers
	ofSetting string   // a query for its value
	sleepers  string   // a query for how many sessions run it
	denied    []string // what a master user must not be able to do
}

var dialects = map[string]dialect{
	"postgres": {
		open:      openPostgres,
		series:    "SELECT n FROM generate_series(1, 100000) n",
		encrypted: "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()",
		sleep:     "SELECT pg_sleep(60)",
		setting:   "work_mem",
		ofSetting: "SELECT setting::int FROM pg_settings WHERE name = 'work_mem'",
		sleepers:  "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND state = 'active' AND pid <> pg_backend_pid()",
		denied: []string{
			"ALTER ROLE dbadmin SUPERUSER", "ALTER ROLE rdsadmin PASSWORD 'mine'", "SET ROLE rdsadmin",
			"COPY pg_class TO PROGRAM 'id'", "COPY pg_class TO '/tmp/dbartifact-stolen'", "ALTER SYSTEM SET work_mem = '1GB'",
		},
	},
	"mariadb": {
		open:      openMySQL,
		series:    "SELECT seq AS n FROM seq_1_to_100000",
		encrypted: "SELECT VARIABLE_VALUE <> '' FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'SSL_CIPHER'",
		sleep:     "SELECT SLEEP(60)",
		setting:   "innodb_lock_wait_timeout",
		ofSetting: "SELECT @@GLOBAL.innodb_lock_wait_timeout",
		sleepers:  "SELECT count(*) FROM information_schema.PROCESSLIST WHERE INFO LIKE '%SLEEP(60)%' AND ID <> CONNECTION_ID()",
		denied: []string{
			"GRANT SUPER ON *.* TO CURRENT_USER", "GRANT ALL ON *.* TO CURRENT_USER", "SELECT 1 INTO OUTFILE '/tmp/dbartifact-stolen'",
			"SHUTDOWN", "SET GLOBAL general_log = ON", "SELECT LOAD_FILE('/etc/passwd') + SLEEP(0) FROM (SELECT 1) t INTO DUMPFILE '/tmp/dbartifact-stolen'",
		},
	},
}

func openPostgres(tb testing.TB, at engine.Listen, user, password, database string, encryption *tls.Config) *sql.DB {
	tb.Helper()
	config, err := pgx.ParseConfig("sslmode=disable connect_timeout=10")
	if err != nil {
		tb.Fatal(err)
	}
	config.Host, config.Port = at.Address, uint16(at.Port) //nolint:gosec // a port
	config.User, config.Password, config.Database, config.TLSConfig = user, password, database, encryption
	return stdlib.OpenDB(*config)
}

func openMySQL(tb testing.TB, at engine.Listen, user, password, database string, encryption *tls.Config) *sql.DB {
	tb.Helper()
	config := mysql.NewConfig()
	config.Net, config.Addr = "tcp", net.JoinHostPort(at.Address, strconv.Itoa(at.Port))
	config.User, config.Passwd, config.DBName, config.TLS = user, password, database, encryption
	config.Logger = &mysql.NopLogger{}
	connector, err := mysql.NewConnector(config)
	if err != nil {
		tb.Fatal(err)
	}
	return sql.OpenDB(connector)
}

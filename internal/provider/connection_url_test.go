package provider

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestConnectionURLIsReadByTheEnginesOwnClients(t *testing.T) {
	tests := map[string]struct{ engine, user, password, database, want string }{
		"PostgreSQL":     {"aurora-postgresql", "dbadmin", "secret", "app", "postgres://dbadmin:secret@db.local:5433/app?sslmode=require"},
		"MySQL":          {"aurora-mysql", "dbadmin", "secret", "app", "mysql://dbadmin:secret@db.local:5433/app?ssl-mode=REQUIRED"},
		"no database":    {"aurora-postgresql", "dbadmin", "secret", "", "postgres://dbadmin:secret@db.local:5433/?sslmode=require"},
		"odd characters": {"aurora-postgresql", "db:admin", "a#b?c%d&e+f", "my-app", "postgres://db%3Aadmin:a%23b%3Fc%25d&e+f@db.local:5433/my-app?sslmode=require"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := cluster.Cluster{Engine: test.engine, Endpoint: "db.local", Port: 5433}
			if got := connectionURL(c, test.user, cluster.NewSecret(test.password), test.database); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

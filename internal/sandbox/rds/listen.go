package rds

import (
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
)

// mysqlVersion is what a server of Aurora MySQL 3 tells clients that it is: the
// version of MySQL that 3.08 is compatible with. Clients that hear of MariaDB,
// Liquibase among them, pass over what is meant for MySQL.
const mysqlVersion = "8.0.39"

// listenOf is where a cluster's server listens, and what it says that it is.
func listenOf(cl *account.Cluster) engine.Listen {
	at := engine.Listen{Address: cl.Address, Port: cl.Port}
	if cl.Engine == MySQL {
		at.Version = mysqlVersion
	}
	return at
}

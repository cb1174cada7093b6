package provider

import (
	"net"
	"net/url"
	"strconv"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

// connectionURL is the writer's address with user and password, in the form
// that the engine's own clients take: a libpq connection URI, or MySQL's URI.
func connectionURL(c cluster.Cluster, username string, password cluster.Secret, database string) string {
	u := url.URL{
		Scheme: "postgres", User: url.UserPassword(username, password.Reveal()),
		Host: net.JoinHostPort(c.Endpoint, strconv.Itoa(c.Port)), Path: "/" + database, RawQuery: "sslmode=require",
	}
	if strings.HasSuffix(c.Engine, "mysql") {
		u.Scheme, u.RawQuery = "mysql", "ssl-mode=REQUIRED"
	}
	return u.String()
}

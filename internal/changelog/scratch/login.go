package scratch

import "github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"

// Login is how Liquibase reaches the database over TLS.
func (s *Server) Login() liquibase.Login {
	return liquibase.Login{
		Dialect: s.dialect, Host: s.at.Address, Port: s.at.Port, Database: s.name,
		User: master, Password: s.password, Roots: s.roots,
	}
}

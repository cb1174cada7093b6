package engine

import (
	"errors"
	"fmt"
	"net/netip"
	"regexp"
)

// Listen is where a server listens for TCP.
type Listen struct {
	// Address is a loopback IP address. Linux answers on all of 127.0.0.0/8, so
	// that many servers can each have the engine's usual port; macOS needs an
	// alias on lo0 for every address but 127.0.0.1.
	Address string
	// Port is a TCP port, 1 to 65535.
	Port int
	// Certificate has the server take TLS, which is then the client's choice; nil
	// for a server without.
	Certificate *Certificate
	// Version is what MariaDB tells clients that it is, such as "8.0.12"; its own
	// when empty. Clients that find MariaDB in its place, Liquibase among them,
	// leave out what is meant for MySQL. PostgreSQL takes no other version.
	Version string
	// Settings are the server's own, by its names for them, over those that it has
	// here. One that it does not take keeps it from starting.
	Settings map[string]string
	// Directory has members of a role log in with what an LDAP server takes for a
	// password, and with nothing else; nil for none. MariaDB asks none.
	Directory *Directory
}

// Directory is an LDAP server on this machine that knows the passwords of a role's
// members, who then must use TLS.
type Directory struct {
	Port int    // at 127.0.0.1
	Role string // of whom it is asked
	// Suffix follows the login's name in what the server is asked for.
	Suffix string
}

var reportedVersion = regexp.MustCompile(`^[0-9]{1,3}(\.[0-9]{1,3}){1,2}$`)

// check refuses what the server's access rules would refuse later.
func (l Listen) check() error {
	ip, err := netip.ParseAddr(l.Address)
	if err != nil {
		return fmt.Errorf("reading the address to listen on: %w", err)
	}
	if !ip.IsLoopback() {
		return errors.New("the address to listen on is not a loopback address")
	}
	if l.Port < 1 || l.Port > 65535 {
		return errors.New("the port to listen on is not between 1 and 65535")
	}
	if l.Version != "" && !reportedVersion.MatchString(l.Version) {
		return fmt.Errorf("the version to report is %q, not one such as 8.0.12", l.Version)
	}
	return nil
}

package imagestore

import (
	"context"
	"slices"
	"strings"

	"github.com/google/go-containerregistry/pkg/authn"
	"github.com/google/go-containerregistry/pkg/name"
)

// RegistryConfig says how registries are spoken to. Its zero value is what
// docker login has set up.
type RegistryConfig struct {
	// Auth goes before everything else.
	Auth []RegistryAuth
	// Keychain answers for the other registries; nil is Docker's configuration
	// with its credential helpers, such as docker-credential-ecr-login.
	Keychain authn.Keychain
	// Login is asked for those that nobody has answered for; nil when there is
	// no one to ask. A host that it does not know has an empty username.
	Login func(ctx context.Context, host string) (username, password string, err error)
	// Insecure are hosts, with their ports, that may be spoken to in plain
	// HTTP. Those of this host always may.
	Insecure []string
	// UserAgent goes into the registry's logs.
	UserAgent string
}

// RegistryAuth is a login at one registry.
type RegistryAuth struct {
	// Address is the registry's host, with its port if it has one.
	Address            string
	Username, Password string
}

// String leaves the password out.
func (a RegistryAuth) String() string { return a.Username + " at " + a.Address }

// GoString leaves the password out.
func (a RegistryAuth) GoString() string { return a.String() }

// sameHost knows the ways in which Docker's configuration writes a registry's
// address.
func sameHost(address, host string) bool {
	address = strings.TrimPrefix(strings.TrimPrefix(address, "https://"), "http://")
	address, _, _ = strings.Cut(address, "/")
	if address == "docker.io" {
		address = name.DefaultRegistry
	}
	return strings.EqualFold(address, host)
}

func listsHost(list []string, host string) bool {
	return slices.ContainsFunc(list, func(address string) bool { return sameHost(address, host) })
}

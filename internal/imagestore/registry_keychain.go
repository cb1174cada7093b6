package imagestore

import (
	"context"
	"fmt"

	"github.com/google/go-containerregistry/pkg/authn"
)

// keychain joins everybody who may know a login, in the order in which they are
// believed: who was given it, what docker login left, who can be asked.
func (c RegistryConfig) keychain() authn.Keychain {
	docker := c.Keychain
	if docker == nil {
		docker = authn.DefaultKeychain
	}
	return authn.NewMultiKeychain(logins(c.Auth), docker, asked(c.Login))
}

// logins is a keychain of given passwords.
type logins []RegistryAuth

// Resolve implements [authn.Keychain].
func (l logins) Resolve(at authn.Resource) (authn.Authenticator, error) {
	for _, login := range l {
		if sameHost(login.Address, at.RegistryStr()) {
			return authn.FromConfig(authn.AuthConfig{Username: login.Username, Password: login.Password}), nil
		}
	}
	return authn.Anonymous, nil
}

// asked is a keychain that asks for each login when it is needed.
type asked func(ctx context.Context, host string) (username, password string, err error)

// Resolve implements [authn.Keychain]; the library calls ResolveContext.
func (a asked) Resolve(at authn.Resource) (authn.Authenticator, error) {
	return a.ResolveContext(context.TODO(), at)
}

// ResolveContext implements [authn.ContextKeychain].
func (a asked) ResolveContext(ctx context.Context, at authn.Resource) (authn.Authenticator, error) {
	if a == nil {
		return authn.Anonymous, nil
	}
	username, password, err := a(ctx, at.RegistryStr())
	if err != nil {
		return nil, fmt.Errorf("logging in at %s: %w", at.RegistryStr(), err)
	}
	if username == "" {
		return authn.Anonymous, nil
	}
	return authn.FromConfig(authn.AuthConfig{Username: username, Password: password}), nil
}

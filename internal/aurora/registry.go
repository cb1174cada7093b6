package aurora

import (
	"context"
	"errors"
	"fmt"

	"github.com/awslabs/amazon-ecr-credential-helper/ecr-login/api"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Registries knows logins at Amazon ECR, private and public, through the library
// of Amazon's own credential helper, which keeps them in ~/.ecr until they
// expire. It connects when one is asked for, and not before.
type Registries struct {
	// Connect gives the client whose credentials log in; region is the
	// registry's, for a client that has none of its own.
	Connect func(ctx context.Context, region string) (*Client, error)
}

// Login returns a login at a registry's host; an empty username, without a call,
// for a host that is not ECR's. ECR Public lets everybody pull: without AWS
// credentials there is no login and no error.
func (r Registries) Login(ctx context.Context, host string) (username, password string, err error) {
	registry, err := api.ExtractRegistry(host)
	if err != nil {
		return "", "", nil //nolint:nilerr // another registry than ECR
	}
	client, err := r.Connect(ctx, registry.Region)
	if errors.Is(err, ErrNoCredentials) && registry.Service == api.ServiceECRPublic {
		return "", "", nil
	}
	if err != nil {
		return "", "", err
	}
	config := client.config.Copy()
	if registry.Region != "" {
		config.Region = registry.Region
	}
	login, err := api.DefaultClientFactory{}.NewClient(config).GetCredentials(host)
	if err != nil {
		return "", "", &failure.Error{
			Op: "asking ECR for a login at", Object: host, Err: fmt.Errorf("as the configured AWS user: %w", err),
			Hint: "Allow ecr:GetAuthorizationToken, or give the registry's login in registry_auth or by docker login.",
		}
	}
	return login.Username, login.Password, nil
}

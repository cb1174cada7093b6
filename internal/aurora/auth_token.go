package aurora

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/feature/rds/auth"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// AuthTokenLifetime is how long a token opens new connections (Aurora User
// Guide, IAM database authentication).
const AuthTokenLifetime = 15 * time.Minute

// AuthToken makes an IAM authentication token: what a database user that may
// use IAM authentication logs in with in place of a password. It is signed
// here, with the credentials at hand, and AWS is not asked whether it will do.
func (c *Client) AuthToken(ctx context.Context, host string, port int, username string) (cluster.Secret, error) {
	address := net.JoinHostPort(host, strconv.Itoa(port))
	token, err := auth.BuildAuthToken(ctx, address, c.region, username, c.config.Credentials)
	if err != nil {
		return cluster.Secret{}, &failure.Error{Op: "signing an authentication token for", Object: username + "@" + address, Err: fmt.Errorf("with these credentials: %w", err)}
	}
	return cluster.NewSecret(token), nil
}

// Package aurora knows what AWS can do to an Aurora cluster: find it, tell its
// status, wait for it, discover what a source is like, clone, modify, delete.
// It decides nothing: which of these is done, and in which order, is the
// converge room's. It alone imports the AWS SDK.
//
// Facts are taken from the RDS API Reference, the Amazon Aurora User Guide and
// hashicorp/terraform-provider-aws; the place is named where one is used.
package aurora

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// Client speaks to one Region of one account. It is safe for concurrent use.
type Client struct{}

// Connect resolves Region and credentials and returns a client. It calls AWS
// only to validate the credentials, unless that is skipped.
func Connect(ctx context.Context, connection Connection) (*Client, error) {
	return nil, errors.ErrUnsupported
}

// Region is the Region that is spoken to.
func (c *Client) Region() string { return "" }

// AccountID is the account of the credentials, asked for once.
func (c *Client) AccountID(ctx context.Context) (string, error) {
	return "", errors.ErrUnsupported
}

// Endpoint is the base URL of the RDS calls when it is not AWS's own, such as
// a sandbox's; "" otherwise. Meant to be shown.
func (c *Client) Endpoint() string { return "" }

// Discover finds out what the configuration's source is like, and the target
// network when the configuration names one.
func (c *Client) Discover(ctx context.Context, config artifact.Config) (artifact.Discovery, error) {
	return artifact.Discovery{}, errors.ErrUnsupported
}

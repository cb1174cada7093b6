// Package aurora knows what AWS can do to an Aurora cluster: find it, tell its
// status, wait for it, discover what a source is like, clone, modify, delete.
// It decides nothing: which of these is done, and in which order, is the
// converge room's. It alone imports the AWS SDK.
//
// Facts are taken from the RDS API Reference, the Amazon Aurora User Guide and
// hashicorp/terraform-provider-aws; the place is named where one is used.
package aurora

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Client speaks to one Region of one account. It is safe for concurrent use,
// and all its waits share their looks at AWS: use one for a whole process.
type Client struct {
	config  aws.Config
	rds     *rds.Client
	ec2     *ec2.Client
	sts     *sts.Client
	secrets *secretsmanager.Client
	data    *rdsdata.Client
	logs    *cloudwatchlogs.Client

	region   string
	endpoint string
	interval time.Duration
	poller   *poller

	account struct {
		sync.Mutex
		id string
	}
}

func newClient(config aws.Config, connection Connection) *Client {
	at := func(service string, otherwise *string) *string {
		if url := connection.Endpoints[service]; url != "" {
			return &url
		}
		return otherwise
	}
	client := &Client{
		config:   config,
		region:   config.Region,
		interval: connection.PollInterval,
		rds:      rds.NewFromConfig(config, func(o *rds.Options) { o.BaseEndpoint = at("rds", o.BaseEndpoint) }),
		ec2:      ec2.NewFromConfig(config, func(o *ec2.Options) { o.BaseEndpoint = at("ec2", o.BaseEndpoint) }),
		sts: sts.NewFromConfig(config, func(o *sts.Options) {
			o.BaseEndpoint = at("sts", o.BaseEndpoint)
			o.Region = cmp.Or(connection.STSRegion, o.Region)
		}),
		secrets: secretsmanager.NewFromConfig(config, func(o *secretsmanager.Options) { o.BaseEndpoint = at("secretsmanager", o.BaseEndpoint) }),
		logs:    cloudwatchlogs.NewFromConfig(config, func(o *cloudwatchlogs.Options) { o.BaseEndpoint = at("cloudwatchlogs", o.BaseEndpoint) }),
		data:    rdsdata.NewFromConfig(config, func(o *rdsdata.Options) { o.BaseEndpoint = at("rdsdata", o.BaseEndpoint) }),
	}
	if client.interval <= 0 {
		client.interval = defaultPollInterval
	}
	client.endpoint = aws.ToString(client.rds.Options().BaseEndpoint)
	client.poller = newPoller(client.interval, client.takeLook)
	return client
}

// Region is the Region that is spoken to.
func (c *Client) Region() string { return c.region }

// Endpoint is the base URL of the RDS calls when it is not AWS's own, such as
// a sandbox's; "" otherwise. Meant to be shown.
func (c *Client) Endpoint() string { return c.endpoint }

// AccountID is the account of the credentials, asked for once.
func (c *Client) AccountID(ctx context.Context) (string, error) {
	c.account.Lock()
	defer c.account.Unlock()
	if c.account.id != "" {
		return c.account.id, nil
	}
	identity, err := c.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return "", explain("asking whose credentials these are", "", err)
	}
	c.account.id = aws.ToString(identity.Account)
	return c.account.id, nil
}

package aurora

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

// SetHTTPEndpoint turns the RDS Data API's endpoint of the cluster of an ARN on
// or off. It is a call of its own: ModifyDBCluster takes the setting and does
// nothing with it (RDS API Reference, EnableHttpEndpoint). A cluster that is
// busy for a moment is asked again for two minutes.
func (c *Client) SetHTTPEndpoint(ctx context.Context, arn string, on bool) error {
	return c.whileBusy(ctx, soon, func() error {
		if on {
			_, err := c.rds.EnableHttpEndpoint(ctx, &rds.EnableHttpEndpointInput{ResourceArn: aws.String(arn)})
			return explain("turning on the HTTP endpoint of", arn, err, codeResourceNotFound)
		}
		_, err := c.rds.DisableHttpEndpoint(ctx, &rds.DisableHttpEndpointInput{ResourceArn: aws.String(arn)})
		return explain("turning off the HTTP endpoint of", arn, err, codeResourceNotFound)
	})
}

package aurora

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
)

// logGroupPrefix is where the logs of a cluster are exported to, with its
// identifier behind it (Amazon Aurora User Guide, "Publishing Aurora logs to
// Amazon CloudWatch Logs").
const logGroupPrefix = "/aws/rds/cluster/"

// DeleteLogGroups deletes the log groups of CloudWatch Logs that a cluster's
// exported logs went to: AWS leaves them when the cluster goes. What is gone is
// no error; each that could not be deleted is named.
func (c *Client) DeleteLogGroups(ctx context.Context, clusterIdentifier string) error {
	var names []string
	pages := cloudwatchlogs.NewDescribeLogGroupsPaginator(c.logs, &cloudwatchlogs.DescribeLogGroupsInput{
		LogGroupNamePrefix: aws.String(logGroupPrefix + clusterIdentifier + "/"),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return explain("finding the log groups of cluster", clusterIdentifier, err)
		}
		for _, group := range page.LogGroups {
			names = append(names, aws.ToString(group.LogGroupName))
		}
	}
	var failed []error
	for _, name := range names {
		_, err := c.logs.DeleteLogGroup(ctx, &cloudwatchlogs.DeleteLogGroupInput{LogGroupName: aws.String(name)})
		if err != nil && codeOf(err) != "ResourceNotFoundException" {
			failed = append(failed, explain("deleting log group", name, err))
		}
	}
	return errors.Join(failed...)
}

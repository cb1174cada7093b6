package aurora

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"
)

const (
	// eventMinutes is DescribeEvents' own default reach.
	eventMinutes = 60
	// eventsShown is how many of the newest events go into an error.
	eventsShown = 8
	// eventPatience bounds the asking for events once something went wrong.
	eventPatience = 10 * time.Second
)

type eventSource struct {
	kind       string // a types.SourceType: db-cluster, db-instance
	identifier string
}

// recentEvents renders the newest RDS events of the last hour as the tail of
// an error message. Events are an aid: when AWS does not tell them, the tail
// is empty and the error stays what it is.
func (c *Client) recentEvents(ctx context.Context, sources []eventSource) string {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), eventPatience)
	defer cancel()
	var all []types.Event
	for _, source := range sources {
		events, err := c.events(ctx, source, eventMinutes)
		if err != nil {
			continue
		}
		all = append(all, events...)
	}
	slices.SortStableFunc(all, func(a, b types.Event) int {
		return cmp.Compare(aws.ToTime(a.Date).UnixNano(), aws.ToTime(b.Date).UnixNano())
	})
	if len(all) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("; RDS events of the last hour:")
	for _, e := range all[max(0, len(all)-eventsShown):] {
		b.WriteString("\n  " + aws.ToTime(e.Date).UTC().Format(time.RFC3339) + " " + aws.ToString(e.SourceIdentifier) + ": " + aws.ToString(e.Message))
	}
	return b.String()
}

// events returns a source's events of the last minutes. The order is AWS's,
// and not guaranteed.
func (c *Client) events(ctx context.Context, source eventSource, minutes int32) ([]types.Event, error) {
	var all []types.Event
	pages := rds.NewDescribeEventsPaginator(c.rds, &rds.DescribeEventsInput{
		SourceType: types.SourceType(source.kind), SourceIdentifier: aws.String(source.identifier), Duration: aws.Int32(minutes),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx, func(o *rds.Options) { o.RetryMaxAttempts = 3 })
		if err != nil {
			return nil, explain("reading the events of", source.identifier, err)
		}
		all = append(all, page.Events...)
	}
	return all, nil
}

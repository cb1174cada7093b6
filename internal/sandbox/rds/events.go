package rds

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeEventsInput struct {
	SourceIdentifier string
	SourceType       string
	StartTime        *time.Time
	EndTime          *time.Time
	Duration         *int     // minutes
	EventCategories  []string `aws:",list=EventCategory"`
	filtersParameter
	pagingParameter
}

type event struct {
	SourceIdentifier string
	SourceType       string
	Message          string
	EventCategories  wire.List[string]
	Date             string
	SourceArn        string
}

type describeEventsResult struct {
	Events wire.List[event]
	Marker string `xml:",omitempty"`
}

var sourceTypes = []string{
	"db-instance", "db-parameter-group", "db-security-group", "db-snapshot", "db-cluster", "db-cluster-snapshot",
	"custom-engine-version", "db-proxy", "blue-green-deployment", "db-shard-group", "zero-etl",
}

func (c *Control) describeEvents(ctx context.Context, r *wire.Request, in *describeEventsInput) (any, error) {
	if in.SourceIdentifier != "" && in.SourceType == "" {
		return nil, wire.InvalidCombinationf("Cannot specify source identifier without source type")
	}
	if in.SourceType != "" && !slices.Contains(sourceTypes, in.SourceType) {
		return nil, wire.InvalidValuef("Invalid source type: %s", in.SourceType)
	}
	if err := in.check(100); err != nil {
		return nil, err
	}
	if _, err := matcher(in.filtersParameter, map[string]func(account.Event) []string{}); err != nil {
		return nil, err
	}
	var result describeEventsResult
	err := c.read(ctx, func(a *account.Account) error {
		from, to := in.span(c.Clock.Now())
		type placed struct {
			account.Event
			marker string
		}
		var found []placed
		for i, e := range a.Events {
			if !e.At.Before(from) && !e.At.After(to) && in.wants(e) {
				found = append(found, placed{e, fmt.Sprintf("%s-%06d", wire.Timestamp(e.At), i)})
			}
		}
		var shown []event
		found, result.Marker = page(in.pagingParameter, found, func(p placed) string { return p.marker })
		for _, e := range found {
			shown = append(shown, showEvent(e.Event, r.Region))
		}
		result.Events = wire.ListOf("Event", shown)
		return nil
	})
	return result, err
}

// eventsReach is how far back events are told.
const eventsReach = 14 * 24 * time.Hour

// span returns the stretch of time asked for: the last 60 minutes unless told.
func (in *describeEventsInput) span(now time.Time) (from, to time.Time) {
	to = now
	set(&to, in.EndTime)
	lasts := 60
	set(&lasts, in.Duration)
	from = to.Add(-time.Duration(lasts) * time.Minute)
	if in.StartTime != nil {
		from = *in.StartTime
		if in.EndTime == nil && in.Duration != nil {
			to = from.Add(time.Duration(lasts) * time.Minute)
		}
	}
	if oldest := now.Add(-eventsReach); from.Before(oldest) {
		from = oldest
	}
	return from, to
}

func (in *describeEventsInput) wants(e account.Event) bool {
	if in.SourceType != "" && e.SourceType != in.SourceType || in.SourceIdentifier != "" && e.Source != in.SourceIdentifier {
		return false
	}
	return len(in.EventCategories) == 0 || slices.ContainsFunc(e.Categories, func(c string) bool { return slices.Contains(in.EventCategories, c) })
}

func showEvent(e account.Event, region string) event {
	kind := map[string]string{"db-cluster": "cluster:", "db-instance": "db:", "db-cluster-snapshot": "cluster-snapshot:"}[e.SourceType]
	return event{
		SourceIdentifier: e.Source, SourceType: e.SourceType, Message: e.Message, Date: wire.Timestamp(e.At),
		EventCategories: wire.ListOf("EventCategory", e.Categories), SourceArn: account.ARN("rds", region, kind+e.Source),
	}
}

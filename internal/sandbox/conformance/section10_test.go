package conformance_test

import (
	"slices"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// calmEventRows know of the events of "orders", which was made just now.
func calmEventRows() []row {
	return []row{
		{"10.1 the last 60 minutes of all sources", func(t *testing.T, w *world) {
			out, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{})
			must(t, err)
			kinds := map[rdstypes.SourceType]bool{}
			for _, e := range out.Events {
				kinds[e.SourceType] = true
				if time.Since(aws.ToTime(e.Date)) > time.Hour {
					t.Errorf("an event of %s", aws.ToTime(e.Date))
				}
			}
			if !kinds[rdstypes.SourceTypeDbCluster] || !kinds[rdstypes.SourceTypeDbInstance] {
				t.Errorf("the events are of %v", kinds)
			}
		}},
		{"10.3 source types", func(t *testing.T, w *world) {
			for _, kind := range rdstypes.SourceType("").Values() {
				_, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{SourceType: kind})
				must(t, err)
			}
			w.rawRefused(t, "Action=DescribeEvents&SourceType=mood", 400, "InvalidParameterValue", "mood")
		}},
		{"10.5 a source that never was", func(t *testing.T, w *world) {
			if got := w.events(t, "nobody"); len(got) != 0 {
				t.Errorf("the events are %v", got)
			}
		}},
		{"10.6 no errors of its own", func(t *testing.T, w *world) {
			_, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{
				StartTime: aws.Time(time.Now().Add(-time.Minute)), EventCategories: []string{"no such category"}, Duration: aws.Int32(5),
			})
			must(t, err)
		}},
	}
}

// eventRows come last: they look back on what the rows before them have done.
func eventRows() []row {
	return []row{{"10.7 events of what has been done", func(t *testing.T, w *world) {
		out, err := w.RDS.DescribeEvents(t.Context(), &rds.DescribeEventsInput{Duration: aws.Int32(60)})
		must(t, err)
		var told []string
		for _, e := range out.Events {
			told = append(told, aws.ToString(e.Message))
		}
		for _, want := range []string{
			"DB cluster created", "DB cluster deleted", "Renamed cluster from second to third", "Reset master credentials", "DB instance created", "DB instance deleted",
			"DB cluster stopped", "DB cluster started", "Creating manual cluster snapshot", "Manual cluster snapshot created",
		} {
			if !slices.Contains(told, want) {
				t.Errorf("no event says %q", want)
			}
		}
	}}}
}

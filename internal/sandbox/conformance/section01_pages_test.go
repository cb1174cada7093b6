package conformance_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

// pageRows make enough groups for several pages.
func pageRows() []row {
	return []row{{"1.20 pagination", func(t *testing.T, w *world) {
		for i := range 40 {
			_, err := w.RDS.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
				DBClusterParameterGroupName: aws.String(fmt.Sprintf("Page-%02d", i)), DBParameterGroupFamily: aws.String("aurora-postgresql15"),
				Description: aws.String("test"),
			})
			must(t, err)
		}
		var names []string
		turned := 0
		for pages := rds.NewDescribeDBClusterParameterGroupsPaginator(w.RDS, &rds.DescribeDBClusterParameterGroupsInput{MaxRecords: aws.Int32(20)}); pages.HasMorePages(); turned++ {
			page, err := pages.NextPage(t.Context())
			must(t, err)
			for _, g := range page.DBClusterParameterGroups {
				names = append(names, aws.ToString(g.DBClusterParameterGroupName))
			}
		}
		if turned < 3 || !slices.IsSorted(names) || !slices.Contains(names, "page-39") || len(slices.Compact(names)) != len(names) {
			t.Errorf("%d pages with %v", turned, names)
		}
		whole, err := w.RDS.DescribeDBClusterParameterGroups(t.Context(), &rds.DescribeDBClusterParameterGroupsInput{})
		must(t, err)
		if len(whole.DBClusterParameterGroups) != len(names) || whole.Marker != nil {
			t.Errorf("without a size: %d groups, marker %s", len(whole.DBClusterParameterGroups), aws.ToString(whole.Marker))
		}
	}}}
}

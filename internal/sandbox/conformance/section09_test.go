package conformance_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

// tagsOf lists the tags of what an ARN names, as key=value.
func (w *world) tagsOf(t *testing.T, arn string) string {
	t.Helper()
	out, err := w.RDS.ListTagsForResource(t.Context(), &rds.ListTagsForResourceInput{ResourceName: aws.String(arn)})
	must(t, err)
	var all []string
	for _, tag := range out.TagList {
		all = append(all, aws.ToString(tag.Key)+"="+aws.ToString(tag.Value))
	}
	return strings.Join(all, " ")
}

func calmTagRows() []row {
	const arn = "Action=ListTagsForResource&ResourceName=arn:aws:rds:eu-central-1:123456789012:"
	return []row{
		refusedRaw("9.2 instance that is gone", arn+"db:x", 404, "DBInstanceNotFound", ""),
		refusedRaw("9.2 snapshot that is gone", arn+"cluster-snapshot:x", 404, "DBSnapshotNotFound", ""),
	}
}

// tagRows find the tag team=blue on "orders".
func tagRows() []row {
	return []row{
		{"9.4 adding a key that exists", func(t *testing.T, w *world) {
			w.tag(t, ordersARN, "team", "green")
			if got := w.tagsOf(t, ordersARN); got != "team=green" {
				t.Errorf("the tags are %s", got)
			}
		}},
		{"9.5 removing a key that is absent", func(t *testing.T, w *world) {
			_, err := w.RDS.RemoveTagsFromResource(t.Context(), &rds.RemoveTagsFromResourceInput{ResourceName: aws.String(ordersARN), TagKeys: []string{"absent"}})
			must(t, err)
		}},
		{"9.9 the answer is empty", func(t *testing.T, w *world) {
			status, body := w.raw(t, "Action=AddTagsToResource&ResourceName="+ordersARN+"&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b")
			if status != 200 || !strings.Contains(body, `2014-10-31/"><ResponseMetadata><RequestId>`) {
				t.Errorf("HTTP status %d: %s", status, body)
			}
			w.raw(t, "Action=RemoveTagsFromResource&ResourceName="+ordersARN+"&TagKeys.member.1=a")
		}},
	}
}

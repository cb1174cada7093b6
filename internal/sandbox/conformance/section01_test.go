package conformance_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func wireRows() []row {
	return []row{
		{"1.1 request form and the answer's namespace", func(t *testing.T, w *world) {
			status, body := w.raw(t, "Action=DescribeDBClusters")
			if want := `<DescribeDBClustersResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><DescribeDBClustersResult>`; status != http.StatusOK || !strings.Contains(body, want) {
				t.Errorf("HTTP status %d, %s\nwant %s", status, body, want)
			}
		}},
		{"1.2 error envelope", func(t *testing.T, w *world) {
			_, body := w.raw(t, "Action=DescribeDBClusters&DBClusterIdentifier=x")
			form := regexp.MustCompile(`^<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>DBClusterNotFoundFault</Code>` +
				`<Message>DBCluster x not found.</Message></Error><RequestId>[0-9a-f-]{36}</RequestId></ErrorResponse>$`)
			if !form.MatchString(body) {
				t.Errorf("the answer is %s", body)
			}
		}},
		{"1.3 codes on the wire, with and without Fault", testCodes},
		{"1.4 what is not found is 404", testNotFound},
		refusedRaw("1.9 unknown action", "Action=DescribeMoods", 400, "InvalidAction", "DescribeMoods"),
		refusedRaw("1.10 required parameter missing", "Action=StopDBCluster", 400, "MissingParameter", "The request must contain the parameter DBClusterIdentifier"),
		{"1.12 no credentials", func(t *testing.T, w *world) {
			header := signed()
			header.Del("Authorization")
			status, body := sandboxtest.Post(t, w.server, header, "Action=DescribeDBClusters&Version=2014-10-31")
			if status != http.StatusForbidden || !strings.Contains(body, "<Code>MissingAuthenticationToken</Code>") {
				t.Errorf("HTTP status %d: %s", status, body)
			}
		}},
		{"1.13 malformed signature", func(t *testing.T, w *world) {
			header := signed()
			for _, malformed := range []string{"AWS4-HMAC-SHA256 SignedHeaders=host, Signature=00", "AWS4-HMAC-SHA256 Credential=AKID/rds, SignedHeaders=host, Signature=00"} {
				header.Set("Authorization", malformed)
				status, body := sandboxtest.Post(t, w.server, header, "Action=DescribeDBClusters&Version=2014-10-31")
				if status != http.StatusBadRequest || !strings.Contains(body, "<Code>IncompleteSignature</Code>") {
					t.Errorf("HTTP status %d: %s", status, body)
				}
			}
		}},
		refusedRaw("1.19 empty filter", "Action=DescribeDBClusters&Filters.Filter.1.Name=engine", 400, "InvalidParameterCombination", "The list of engine must not be empty."),
		{"1.21 identifiers in any case", func(t *testing.T, w *world) {
			if got := *w.Cluster(t, "ORDERS").DBClusterIdentifier; got != "orders" {
				t.Errorf("the identifier is shown as %s", got)
			}
		}},
		{"1.22 tags that AWS does not take", func(t *testing.T, w *world) {
			add := "Action=AddTagsToResource&ResourceName=" + ordersARN + "&Tags.Tag.1.Key="
			for what, query := range map[string]string{
				"long key": add + strings.Repeat("k", 129), "no key": add, "long value": add + "k&Tags.Tag.1.Value=" + strings.Repeat("v", 257),
				"rds:": add + "rds:k", "AWS:": add + "AWS:k", "character": add + "a%3Bb",
			} {
				if status, body := w.raw(t, query); status != http.StatusBadRequest || !strings.Contains(body, "<Code>InvalidParameterValue</Code>") {
					t.Errorf("%s: HTTP status %d: %s", what, status, body)
				}
			}
			many := "Action=AddTagsToResource&ResourceName=" + ordersARN
			for i := range 51 {
				many += strings.ReplaceAll("&Tags.Tag.N.Key=kN&Tags.Tag.N.Value=v", "N", strings.Repeat("1", i+1))
			}
			if status, body := w.raw(t, many); status != http.StatusBadRequest {
				t.Errorf("51 tags: HTTP status %d: %s", status, body)
			}
		}},
	}
}

// ordersARN is the ARN of the cluster "orders".
const ordersARN = "arn:aws:rds:eu-central-1:123456789012:cluster:orders"

// testCodes makes calls whose codes on the wire differ from the exceptions' class
// names, and calls whose codes do not.
func testCodes(t *testing.T, w *world) {
	group := "&DBParameterGroupFamily=aurora-postgresql15&Description=d"
	for query, code := range map[string]string{
		"Action=DescribeDBInstances&DBInstanceIdentifier=x": "DBInstanceNotFound",
		"Action=CreateDBInstance&DBInstanceIdentifier=orders-1&DBInstanceClass=db.r6g.large&Engine=aurora-postgresql&DBClusterIdentifier=orders": "DBInstanceAlreadyExists",
		"Action=FailoverDBCluster&DBClusterIdentifier=orders":                                          "InvalidDBClusterStateFault",
		"Action=DescribeDBClusterParameterGroups&DBClusterParameterGroupName=x":                        "DBParameterGroupNotFound",
		"Action=ModifyDBCluster&DBClusterIdentifier=orders&DBClusterParameterGroupName=x":              "DBClusterParameterGroupNotFound",
		"Action=CreateDBClusterParameterGroup&DBClusterParameterGroupName=older" + group:               "DBParameterGroupAlreadyExists",
		"Action=DeleteDBClusterParameterGroup&DBClusterParameterGroupName=default.aurora-postgresql15": "InvalidDBParameterGroupState",
		"Action=DeleteDBSubnetGroup&DBSubnetGroupName=x":                                               "DBSubnetGroupNotFoundFault",
		"Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=x":                              "DBClusterSnapshotNotFoundFault",
	} {
		if _, body := w.raw(t, query); !strings.Contains(body, "<Code>"+code+"</Code>") {
			t.Errorf("%s: %s, want %s", query, body, code)
		}
	}
}

func testNotFound(t *testing.T, w *world) {
	for _, query := range []string{
		"Action=DescribeDBClusters&DBClusterIdentifier=x", "Action=DescribeDBInstances&DBInstanceIdentifier=x", "Action=DescribeDBSubnetGroups&DBSubnetGroupName=x",
		"Action=DescribeDBClusterParameterGroups&DBClusterParameterGroupName=x", "Action=DescribeDBParameterGroups&DBParameterGroupName=x",
		"Action=DescribeDBClusterSnapshots&DBClusterSnapshotIdentifier=x", "Action=RebootDBInstance&DBInstanceIdentifier=x",
		"Action=DeleteDBClusterSnapshot&DBClusterSnapshotIdentifier=x", "Action=EnableHttpEndpoint&ResourceArn=" + ordersARN + "x",
	} {
		if status, body := w.raw(t, query); status != http.StatusNotFound || !strings.Contains(body, "NotFound") {
			t.Errorf("%s: HTTP status %d: %s", query, status, body)
		}
	}
}

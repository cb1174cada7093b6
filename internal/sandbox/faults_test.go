package sandbox_test

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// with puts faults into force, written as on the command line.
func with(t *testing.T, rules ...string) sandboxtest.Option {
	t.Helper()
	return sandboxtest.WithConfig(func(c *sandbox.Config) {
		for _, text := range rules {
			rule, err := faults.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			c.Faults = append(c.Faults, rule)
		}
	})
}

func TestFaultsRefuseDropAndDelay(t *testing.T) {
	t.Parallel()
	var log requestLog
	server := sandboxtest.Start(t, log.option(), with(t,
		"DescribeDBClusters=throttling,nth=1", "DescribeDBClusters=service-unavailable,nth=2", "DescribeDBClusters=drop-before,nth=3",
		"CreateDBSubnetGroup=drop-after", "DescribeDBSubnetGroups=slow,delay=300ms", "DescribeVpcs=throttling",
	))
	c := clientsOf(server)
	describe := func() error {
		_, err := c.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
		return err
	}
	err := describe()
	if sandboxtest.Refused(t, err, "Throttling"); sandboxtest.HTTPStatus(err) != http.StatusBadRequest {
		t.Errorf("throttled with HTTP status %d, want 400", sandboxtest.HTTPStatus(err))
	}
	err = describe()
	if sandboxtest.Refused(t, err, "ServiceUnavailable"); sandboxtest.HTTPStatus(err) != http.StatusServiceUnavailable {
		t.Errorf("unavailable with HTTP status %d, want 503", sandboxtest.HTTPStatus(err))
	}
	if err := describe(); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want a closed connection", err)
	}
	if err := describe(); err != nil {
		t.Errorf("the fourth call: %v", err)
	}
	group := &rds.CreateDBSubnetGroupInput{
		DBSubnetGroupName: aws.String("g"), DBSubnetGroupDescription: aws.String("g"), SubnetIds: []string{"subnet-0a", "subnet-0b"},
	}
	if _, err := c.RDS.CreateDBSubnetGroup(t.Context(), group); !errors.Is(err, io.EOF) {
		t.Errorf("got %v, want a closed connection", err)
	}
	began := time.Now()
	groups, err := c.RDS.DescribeDBSubnetGroups(t.Context(), &rds.DescribeDBSubnetGroupsInput{DBSubnetGroupName: aws.String("g")})
	if err != nil || len(groups.DBSubnetGroups) != 1 {
		t.Errorf("what was asked for before the connection was closed is not there: %v", err)
	}
	if took := time.Since(began); took < 300*time.Millisecond {
		t.Errorf("the slow answer took %s", took)
	}
	_, err = c.EC2.DescribeVpcs(t.Context(), nil)
	sandboxtest.Refused(t, err, "RequestLimitExceeded")
	if r := log.last("CreateDBSubnetGroup"); r.Status != 0 || len(r.Faults) != 1 || r.Faults[0] != faults.DropAfter {
		t.Errorf("the dropped call is logged as %+v", r)
	}
}

func TestFaultsByTheSDKsOwnRetries(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, with(t, "DescribeDBClusters=throttling,times=2", "DescribeDBClusters=drop-before,nth=3"))
	c := rds.New(rds.Options{
		Region: "eu-central-1", BaseEndpoint: aws.String(server.URL()), Credentials: anyCredentials, RetryMaxAttempts: 4,
	})
	if _, err := c.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{}); err != nil {
		t.Errorf("AWS's client does not get through: %v", err)
	}
}

func TestFaultsAtRunTime(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t)
	c := clientsOf(server)
	created := call(t, http.MethodPost, server.URL()+"/_sandbox/faults", `{"faults": [{"operation": "CreateDBInstance", "fault": "no-capacity"}]}`, nil)
	if created.status != http.StatusCreated || !strings.Contains(created.body, `"id":1`) {
		t.Fatalf("adding a fault answers %d: %s", created.status, created.body)
	}
	create := func() error {
		_, err := c.RDS.CreateDBInstance(t.Context(), &rds.CreateDBInstanceInput{
			DBInstanceIdentifier: aws.String("i"), DBClusterIdentifier: aws.String("none"),
			DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
		})
		return err
	}
	sandboxtest.Refused(t, create(), "InsufficientDBInstanceCapacity")
	var list struct{ Faults []faults.Standing }
	if err := json.Unmarshal([]byte(call(t, http.MethodGet, server.URL()+"/_sandbox/faults", "", nil).body), &list); err != nil {
		t.Fatal(err)
	}
	if len(list.Faults) != 1 || list.Faults[0].Fired != 1 || list.Faults[0].Operation != "CreateDBInstance" {
		t.Errorf("the faults in force are %+v", list.Faults)
	}
	if got := call(t, http.MethodDelete, server.URL()+"/_sandbox/faults/1", "", nil); got.status != http.StatusNoContent {
		t.Errorf("removing a fault answers %d: %s", got.status, got.body)
	}
	sandboxtest.Refused(t, create(), "DBClusterNotFoundFault")
	for name, got := range map[string]answered{
		"an unknown fault": call(t, http.MethodPost, server.URL()+"/_sandbox/faults", `{"faults": [{"operation": "*", "fault": "explode"}]}`, nil),
		"an unknown id":    call(t, http.MethodDelete, server.URL()+"/_sandbox/faults/7", "", nil),
	} {
		if got.status != http.StatusBadRequest && got.status != http.StatusNotFound || !strings.Contains(got.body, `"error"`) {
			t.Errorf("%s answers %d: %s", name, got.status, got.body)
		}
	}
	if got := call(t, http.MethodDelete, server.URL()+"/_sandbox/faults", "", nil); got.status != http.StatusNoContent {
		t.Errorf("clearing the faults answers %d", got.status)
	}
}

package conformance_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

// must ends the test when a call that is legal was refused.
func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// instanceOf describes an instance.
func (w *world) instanceOf(t *testing.T, id string) rdstypes.DBInstance {
	t.Helper()
	out, err := w.RDS.DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String(id)})
	must(t, err)
	if len(out.DBInstances) != 1 {
		t.Fatalf("got %d instances for one identifier", len(out.DBInstances))
	}
	return out.DBInstances[0]
}

package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func clientsOf(s *sandbox.Server, changes ...func(*aws.Config)) sandboxtest.Clients {
	return sandboxtest.ClientsAt(s.URL(), append(changes, reconnects)...)
}

// reconnects tries again after a lost connection, and takes every other answer as
// it is. The client closes its request's body when an answer begins; a large one
// that comes as fast as on loopback now and then loses its connection by that.
func reconnects(c *aws.Config) {
	c.RetryMaxAttempts = 0 // as many as the retryer has
	c.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) {
			o.Retryables = []retry.IsErrorRetryable{retry.RetryableConnectionError{}}
			o.Backoff = retry.NewExponentialJitterBackoff(100 * time.Millisecond)
		})
	}
}

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

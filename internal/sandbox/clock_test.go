package sandbox_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestDurationsOfAWS(t *testing.T) {
	t.Parallel()
	clock := sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL),
		sandboxtest.WithConfig(func(c *sandbox.Config) {
			c.Timing, c.Clock = sandbox.AWS, clock
			// What AWS takes as a rule, without its spread.
			c.Phases = map[sandbox.Phase]time.Duration{
				"clone-cluster": 45 * time.Second, "modify-lag": 8 * time.Second, "reset-credentials": 30 * time.Second,
			}
		}))
	c := clientsOf(server)
	status := func() string { return aws.ToString(c.Cluster(t, "copy").Status) }
	// The data must have been copied too, which takes its own time.
	reaches := func(want string) {
		t.Helper()
		watch(t, func() bool { return status() == want })
	}
	if err := restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String("copy") })(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	clock.GoOn(44 * time.Second)
	if got := status(); got != "creating" {
		t.Errorf("after 44 s the clone is %s, want creating", got)
	}
	clock.GoOn(time.Second)
	reaches("available")
	if err := modify(func(in *modifyInput) {
		in.DBClusterIdentifier, in.MasterUserPassword = aws.String("copy"), aws.String("another-Password1")
	})(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	clock.GoOn(7 * time.Second)
	if got := status(); got != "available" {
		t.Errorf("7 s after the Modify the clone is %s, want available still", got)
	}
	clock.GoOn(time.Second)
	reaches("resetting-master-credentials")
	clock.GoOn(30 * time.Second)
	reaches("available")
}

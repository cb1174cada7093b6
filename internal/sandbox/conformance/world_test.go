package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// The worlds that rows are tested in.
const (
	// calm holds "orders" with an instance and a thousand rows, "idle" without
	// instances, and another VPC. Its tests change nothing.
	calm = "calm"
	// lively holds "orders"; its tests run in their order and build on each other.
	lively = "lively"
	// held holds "orders" with its clones copy-a and copy-b, and has AWS's durations, with a clock that tests move on.
	held = "held"
	// strict knows its callers, has quotas that are soon used up, and faults.
	strict = "strict"
	// shared has nothing but a cluster of another account.
	shared = "shared"
	// denied has "orders" and no servers; its caller lacks permissions.
	denied = "denied"
	// odd has seeds that are what cannot be asked for, and no servers.
	odd = "odd"
	// alone has no servers, AWS's durations, and a clock that tests move on.
	alone = "alone"
)

// world is a sandbox with what its rows expect to find.
type world struct {
	sandboxtest.Clients
	server                            *sandbox.Server
	clock                             *sandboxtest.HeldClock // held and strict
	before                            string                 // calm only: the settings of "orders"
	clusterStatuses, instanceStatuses []string               // held only: what was seen
	foreignGroup                      string                 // calm only: a security group of the other VPC
	foreignSubnets                    []string               // calm only: subnets of the other VPC
}

func TestConformance(t *testing.T) {
	t.Parallel()
	makers := map[string]func(*testing.T) *world{calm: newCalm, lively: newLively, held: newHeld, strict: newStrict, shared: newShared, alone: newAlone, denied: newDenied, odd: newOdd}
	for name, rows := range rowsOf() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := makers[name](t)
			for _, r := range rows {
				t.Run(r.name, func(t *testing.T) { r.test(t, w) })
			}
			if name == calm {
				w.checkUnchanged(t)
			}
		})
	}
}

func newLively(t *testing.T) *world {
	t.Helper()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL))
	return &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}
}

func newHeld(t *testing.T) *world {
	t.Helper()
	clock := sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL),
		sandboxtest.WithConfig(func(c *sandbox.Config) { c.Timing, c.Clock, c.Phases = sandbox.AWS, clock, heldPhases() }))
	w := &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server, clock: clock}
	clones := []string{w.copied(t, 'a'), w.copied(t, 'b')}
	clock.GoOn(phaseTime)
	for _, id := range clones {
		reach(t, w.status, id, "available")
	}
	return w
}

func newStrict(t *testing.T) *world {
	t.Helper()
	clock := sandboxtest.HoldAt(time.Now().UTC())
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Clock, c.Quotas, c.Credentials = clock, strictQuotas, map[string]string{"AKIDSANDBOX": "secret"}
		for _, text := range strictFaults {
			rule, err := faults.Parse(text)
			if err != nil {
				t.Fatal(err)
			}
			c.Faults = append(c.Faults, rule)
		}
	}))
	return &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server, clock: clock}
}

func newCalm(t *testing.T) *world {
	t.Helper()
	w := newLively(t)
	vpc, err := w.EC2.CreateVpc(t.Context(), &ec2.CreateVpcInput{CidrBlock: aws.String("10.0.0.0/16")})
	if err != nil {
		t.Fatal(err)
	}
	for i, zone := range []string{"eu-central-1a", "eu-central-1b"} {
		out, err := w.EC2.CreateSubnet(t.Context(), &ec2.CreateSubnetInput{
			VpcId: vpc.Vpc.VpcId, CidrBlock: aws.String([]string{"10.0.0.0/24", "10.0.1.0/24"}[i]), AvailabilityZone: aws.String(zone),
		})
		if err != nil {
			t.Fatal(err)
		}
		w.foreignSubnets = append(w.foreignSubnets, aws.ToString(out.Subnet.SubnetId))
	}
	group, err := w.EC2.CreateSecurityGroup(t.Context(), &ec2.CreateSecurityGroupInput{
		GroupName: aws.String("other"), Description: aws.String("of the other VPC"), VpcId: vpc.Vpc.VpcId,
	})
	if err != nil {
		t.Fatal(err)
	}
	w.foreignGroup = aws.ToString(group.GroupId)
	w.subnetGroup(t, "away", w.foreignSubnets...)
	w.newCluster(t, "idle", func(in *createInput) { in.DBSubnetGroupName = aws.String("away") })
	_, err = w.RDS.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String("older"), DBParameterGroupFamily: aws.String("aurora-postgresql13"), Description: aws.String("of an older family"),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.before = settingsOf(w.Cluster(t, "orders"))
	return w
}

// checkUnchanged fails the test when a refused call has had an effect.
func (w *world) checkUnchanged(t *testing.T) {
	t.Helper()
	out, err := w.RDS.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.DBClusters) != 2 {
		t.Errorf("refused calls have left clusters behind: %d are there, want orders and idle", len(out.DBClusters))
	}
	if got := settingsOf(w.Cluster(t, "orders")); got != w.before {
		t.Errorf("refused calls have changed the cluster:\n got %s\nwant %s", got, w.before)
	}
}

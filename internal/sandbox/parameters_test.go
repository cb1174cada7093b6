package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestParametersReachTheServer(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t, sandboxtest.WithSeed("orders", "SELECT 1;")))
	group := c.Cluster(t, "orders").DBClusterParameterGroup
	family := (*group)[len("default."):]
	if _, err := c.RDS.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String("mine"), DBParameterGroupFamily: &family, Description: aws.String("mine"),
	}); err != nil {
		t.Fatal(err)
	}
	change := func(name, value string, method rdstypes.ApplyMethod) error {
		_, err := c.RDS.ModifyDBClusterParameterGroup(t.Context(), &rds.ModifyDBClusterParameterGroupInput{
			DBClusterParameterGroupName: aws.String("mine"),
			Parameters:                  []rdstypes.Parameter{{ParameterName: &name, ParameterValue: &value, ApplyMethod: method}},
		})
		return err
	}
	expect := func(name, want string) {
		t.Helper()
		conn, err := sandboxtest.Connect(t.Context(), c.Cluster(t, "orders"), sandboxtest.Password)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = conn.Close(t.Context()) }()
		var got string
		if err := conn.QueryRow(t.Context(), "SELECT setting FROM pg_settings WHERE name = $1", name).Scan(&got); err != nil || got != want {
			t.Errorf("%s is %q, %v, want %q", name, got, err, want)
		}
	}
	reboot := func() {
		t.Helper()
		if _, err := c.RDS.RebootDBInstance(t.Context(), &rds.RebootDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1")}); err != nil {
			t.Fatal(err)
		}
	}
	status := func() string {
		return aws.ToString(c.Cluster(t, "orders").DBClusterMembers[0].DBClusterParameterGroupStatus)
	}
	if err := change("work_mem", "4321", rdstypes.ApplyMethodImmediate); err != nil {
		t.Fatal(err)
	}
	if err := modify(func(in *modifyInput) {
		in.DBClusterIdentifier, in.DBClusterParameterGroupName = aws.String("orders"), aws.String("mine")
	})(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	reboot()
	expect("work_mem", "4321")
	if err := change("work_mem", "5432", rdstypes.ApplyMethodImmediate); err != nil {
		t.Fatal(err)
	}
	expect("work_mem", "5432")
	if err := change("max_worker_processes", "7", rdstypes.ApplyMethodPendingReboot); err != nil {
		t.Fatal(err)
	}
	expect("max_worker_processes", "4")
	if got := status(); got != "pending-reboot" {
		t.Errorf("the group is %s", got)
	}
	reboot()
	expect("max_worker_processes", "7")
	if got := status(); got != "in-sync" {
		t.Errorf("after the reboot the group is %s", got)
	}
	for name, value := range map[string]string{"work_mem": "63", "statement_timeout": "soon", "default_transaction_isolation": "none"} {
		sandboxtest.Refused(t, change(name, value, rdstypes.ApplyMethodImmediate), "InvalidParameterValue")
	}
	// What a server could not start with is kept, and not applied.
	if err := change("timezone", "Mars/Olympus", rdstypes.ApplyMethodImmediate); err != nil {
		t.Fatal(err)
	}
	if err := change("statement_timeout", "60000", rdstypes.ApplyMethodImmediate); err != nil {
		t.Fatal(err)
	}
	reboot()
	expect("TimeZone", "UTC")
	expect("statement_timeout", "60000")
	if _, err := c.RDS.ResetDBClusterParameterGroup(t.Context(), &rds.ResetDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String("mine"), ResetAllParameters: aws.Bool(true),
	}); err != nil {
		t.Fatal(err)
	}
	expect("work_mem", "2048")
}

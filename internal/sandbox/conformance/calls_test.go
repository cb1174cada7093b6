package conformance_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

type (
	restoreInput  = rds.RestoreDBClusterToPointInTimeInput
	createInput   = rds.CreateDBClusterInput
	modifyInput   = rds.ModifyDBClusterInput
	instanceInput = rds.CreateDBInstanceInput
)

const (
	badIdentifier = " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; " +
		"and must not end with a hyphen or contain two consecutive hyphens."
	badPassword = `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`
	exclusive   = "MasterUserPassword and ManageMasterUserPassword are mutually exclusive. Specify only one of these parameters."
	overlapping = "The backup window and maintenance window must not overlap."
)

// refusal is one illegal call with AWS's answer. Names begin with the row of the
// conformance table.
type refusal struct {
	name    string
	call    func(context.Context, *world) error
	code    string
	status  int    // 400 when 0
	message string // "" when AWS's text is not published
}

func (r refusal) test(t *testing.T, c *world) {
	t.Helper()
	err := r.call(t.Context(), c)
	message := sandboxtest.Refused(t, err, r.code)
	want := r.status
	if want == 0 {
		want = http.StatusBadRequest
	}
	if got := sandboxtest.HTTPStatus(err); got != want {
		t.Errorf("HTTP status %d, want %d", got, want)
	}
	if r.message != "" && message != r.message {
		t.Errorf("message\n got: %s\nwant: %s", message, r.message)
	}
}

// restore is a legal clone of "orders" with something changed.
func restore(change func(*rds.RestoreDBClusterToPointInTimeInput)) func(context.Context, *world) error {
	return func(ctx context.Context, c *world) error {
		in := &rds.RestoreDBClusterToPointInTimeInput{
			SourceDBClusterIdentifier: aws.String("orders"), DBClusterIdentifier: aws.String("never"),
			RestoreType: aws.String("copy-on-write"), UseLatestRestorableTime: aws.Bool(true),
		}
		change(in)
		_, err := c.RDS.RestoreDBClusterToPointInTime(ctx, in)
		return err
	}
}

// create is a legal new cluster with something changed.
func create(change func(*rds.CreateDBClusterInput)) func(context.Context, *world) error {
	return func(ctx context.Context, c *world) error {
		in := &rds.CreateDBClusterInput{
			DBClusterIdentifier: aws.String("never"), Engine: aws.String("aurora-postgresql"),
			MasterUsername: aws.String("dbadmin"), MasterUserPassword: aws.String("long-enough"),
		}
		change(in)
		_, err := c.RDS.CreateDBCluster(ctx, in)
		return err
	}
}

// modify is a Modify of "orders".
func modify(change func(*rds.ModifyDBClusterInput)) func(context.Context, *world) error {
	return func(ctx context.Context, c *world) error {
		in := &rds.ModifyDBClusterInput{DBClusterIdentifier: aws.String("orders")}
		change(in)
		_, err := c.RDS.ModifyDBCluster(ctx, in)
		return err
	}
}

// add is a legal new instance of "orders" with something changed.
func add(change func(*rds.CreateDBInstanceInput)) func(context.Context, *world) error {
	return func(ctx context.Context, c *world) error {
		in := &rds.CreateDBInstanceInput{
			DBClusterIdentifier: aws.String("orders"), DBInstanceIdentifier: aws.String("never"),
			DBInstanceClass: aws.String("db.r6g.large"), Engine: aws.String("aurora-postgresql"),
		}
		change(in)
		_, err := c.RDS.CreateDBInstance(ctx, in)
		return err
	}
}

// settingsOf writes down what Modify could have changed.
func settingsOf(c rdstypes.DBCluster) string {
	return strings.Join([]string{
		aws.ToString(c.Status), aws.ToString(c.DBClusterIdentifier), aws.ToString(c.PreferredBackupWindow), aws.ToString(c.PreferredMaintenanceWindow),
		aws.ToString(c.DBClusterParameterGroup), aws.ToString(c.StorageType), time.Duration(aws.ToInt32(c.BackupRetentionPeriod)).String(),
	}, " ")
}

// asRows makes rows of refusals.
func asRows(refusals []refusal) []row {
	rows := make([]row, len(refusals))
	for i, r := range refusals {
		rows[i] = row{r.name, r.test}
	}
	return rows
}

// newCluster makes a cluster and waits for it.
func (w *world) newCluster(t *testing.T, id string, change ...func(*createInput)) {
	t.Helper()
	must(t, create(func(in *createInput) {
		in.DBClusterIdentifier = aws.String(id)
		for _, f := range change {
			f(in)
		}
	})(t.Context(), w))
	w.AwaitCluster(t, id)
}

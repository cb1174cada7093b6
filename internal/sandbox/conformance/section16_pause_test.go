package conformance_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// untilPause is longer than it takes for an unused cluster to pause.
const untilPause = 301 * time.Second

// pauses has "orders" be one that pauses, and leaves it alone for so long.
func (w *sqlWorld) pauses(t *testing.T) {
	t.Helper()
	must(t, modify(func(in *modifyInput) {
		in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{MinCapacity: aws.Float64(0), MaxCapacity: aws.Float64(1)}
	})(t.Context(), w.world))
	w.Cluster(t, "orders") // waits for it
	_, err := w.RDS.ModifyDBInstance(t.Context(), &rds.ModifyDBInstanceInput{
		DBInstanceIdentifier: aws.String("orders-1"), DBInstanceClass: aws.String("db.serverless"), ApplyImmediately: aws.Bool(true),
	})
	must(t, err)
	w.Cluster(t, "orders")
	w.leaveAlone(t)
}

// leaveAlone lets the time pass after which "orders" pauses.
func (w *sqlWorld) leaveAlone(t *testing.T) {
	t.Helper()
	w.ahead.GoOn(untilPause)
	if s := aws.ToString(w.Cluster(t, "orders").Status); s != "available" {
		t.Errorf("it is %s", s)
	}
}

// resumes fails the test unless the next statement finds "orders" paused, and the
// one after it finds it awake.
func (w *sqlWorld) resumes(t *testing.T) {
	t.Helper()
	_, err := w.run(t, "SELECT 1")
	refuses(t, err, "DatabaseResumingException", 400)
	if n := w.count(t, "id <= 1000"); n != 1000 {
		t.Errorf("it has %d orders", n)
	}
}

// sqlPauseRows come last: "orders" pauses from then on.
func sqlPauseRows() []sqlRow {
	return []sqlRow{
		{"2.15 a paused cluster is available", func(t *testing.T, w *sqlWorld) {
			w.pauses(t)
			w.resumes(t)
		}},
		{"16.4 a cluster that resumes", func(t *testing.T, w *sqlWorld) {
			w.leaveAlone(t)
			w.resumes(t)
			w.ahead.GoOn(untilPause / 2) // used meanwhile
			_, err := w.run(t, "SELECT 1")
			must(t, err)
			w.ahead.GoOn(untilPause / 2)
			_, err = w.run(t, "SELECT 1")
			must(t, err)
		}},
		{"16.4 a login waits until the cluster has resumed, and keeps it from pausing", func(t *testing.T, w *sqlWorld) {
			w.leaveAlone(t)
			conn, err := sandboxtest.Connect(t.Context(), w.Cluster(t, "orders"), sandboxtest.Password)
			must(t, err)
			w.leaveAlone(t)
			must(t, conn.Ping(t.Context()))
			_, err = w.run(t, "SELECT 1")
			must(t, err)
			must(t, conn.Close(t.Context()))
		}},
		{"4.37 clone of a paused source", func(t *testing.T, w *sqlWorld) {
			w.leaveAlone(t)
			w.Clone(t, "copy")
			if n := w.count(t, "id <= 1000"); n != 1000 { // it was resumed for that
				t.Errorf("the source has %d orders", n)
			}
		}},
	}
}

package conformance_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// newAlone makes a world of many clusters, without servers behind them.
func newAlone(t *testing.T) *world {
	t.Helper()
	clock := sandboxtest.HoldAt(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC))
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Engines, c.Timing, c.Clock, c.Phases = sandbox.NoEngines, sandbox.AWS, clock, heldPhases()
	}))
	w := &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server, clock: clock}
	must(t, create(func(in *createInput) { in.DBClusterIdentifier = aws.String("orders") })(t.Context(), w))
	walks(t, w, w.status, "orders", "creating", "available")
	must(t, add(func(in *instanceInput) { in.DBInstanceIdentifier = aws.String("orders-1") })(t.Context(), w))
	walks(t, w, w.memberStatus, "orders-1", "creating", "available")
	return w
}

// copied makes a clone of "orders" and returns its identifier.
func (w *world) copied(t *testing.T, letter rune) string {
	t.Helper()
	id := "copy-" + string(letter)
	must(t, restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String(id) })(t.Context(), w))
	return id
}

func aloneRows() []row {
	return []row{
		{"4.38 the 16th clone of a lineage is a full copy", func(t *testing.T, w *world) {
			for i := range 16 {
				w.copied(t, rune('a'+i))
			}
			w.clock.GoOn(phaseTime)
			for i := range 15 {
				reach(t, w.status, "copy-"+string(rune('a'+i)), "available")
			}
			if s := w.status(t, "copy-p"); s != "creating" {
				t.Errorf("the 16th clone is %s after the time of a clone, want creating", s)
			}
			w.clock.GoOn(copyTime)
			reach(t, w.status, "copy-p", "available")
		}},
		{"7.25 backtrack on a cluster that was created without", func(t *testing.T, w *world) {
			mysql := func(in *createInput) {
				in.DBClusterIdentifier, in.Engine = aws.String("mysql"), aws.String("aurora-mysql")
			}
			must(t, create(mysql)(t.Context(), w))
			walks(t, w, w.status, "mysql", "creating", "available")
			err := modify(func(in *modifyInput) { in.DBClusterIdentifier, in.BacktrackWindow = aws.String("mysql"), aws.Int64(60) })(t.Context(), w)
			sandboxtest.Refused(t, err, "InvalidParameterCombination")
		}},
		refusedRaw("4.43 backtrack window too long", strings.Replace(rawCreate, "aurora-postgresql", "aurora-mysql", 1)+"&BacktrackWindow=259201", 400,
			"InvalidParameterValue", "The specified value (259201) is not a valid Backtrack Window. Allowed values are within the range of 0 to 259200"),
	}
}

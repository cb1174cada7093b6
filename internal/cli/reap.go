package cli

import (
	"context"
	"fmt"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

type reapCommand struct {
	Yes     bool          `help:"Delete. Without this, it is only said what would be deleted."`
	Never   []string      `help:"Clusters that stay whatever their tags say, by identifier or ARN." placeholder:"ID"`
	Limit   int           `help:"How many clusters are deleted at most." default:"${reaplimit}" placeholder:"N"`
	Timeout time.Duration `help:"How long it may take." default:"2h"`
	fleetFlags
	awsFlags
	outputFlags
}

// reaped is what reap --json prints.
type reaped struct {
	Deleted  []string    `json:"deleted"`
	Clusters []candidate `json:"clusters"`
}

// candidate is a cluster that carries an expiry. Kept says why it stays.
type candidate struct {
	ClusterIdentifier string    `json:"cluster_identifier"`
	ExpiresAt         time.Time `json:"expires_at"`
	Kept              string    `json:"kept,omitempty"`
}

// Run says which clusters have expired, and deletes them when told to: the ones
// that expired first ahead, past single failures, which make the exit code 1.
func (c reapCommand) Run(ctx context.Context, process Process, out *console) error {
	if c.Limit < 1 {
		return usageError{fmt.Errorf("--limit: got %d, expected 1 or more", c.Limit)}
	}
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	client, err := c.connect(ctx, process)
	if err != nil {
		return err
	}
	converger := converge.New(client, converge.Options{})
	rules := converge.ReapRules{Now: time.Now(), Fleet: c.fleet(), Never: c.Never, Limit: c.Limit}
	found, err := converger.Expired(ctx, rules)
	if err != nil {
		return err
	}
	result := reaped{Deleted: []string{}, Clusters: candidatesOf(found)}
	if c.Yes {
		report, end := out.progress()
		deleted, reapErr := converger.Reap(ctx, rules, report)
		end()
		result.Deleted, err = append(result.Deleted, deleted...), reapErr
	}
	if printErr := out.result(result.text(c.Yes), result); err == nil {
		err = printErr
	}
	return err
}

func candidatesOf(found []converge.Candidate) []candidate {
	shown := make([]candidate, 0, len(found))
	for _, one := range found {
		shown = append(shown, candidate{one.Identifier, one.Marks.ExpiresAt, one.Kept})
	}
	return shown
}

// text is the table for people.
func (r reaped) text(deleting bool) string {
	gone := map[string]bool{}
	for _, id := range r.Deleted {
		gone[id] = true
	}
	return table([]string{"IDENTIFIER", "EXPIRES", "WHAT HAPPENS"}, len(r.Clusters), func(i int) []string {
		one := r.Clusters[i]
		fate := "would be deleted (--yes)"
		switch {
		case gone[one.ClusterIdentifier]:
			fate = "deleted"
		case one.Kept != "":
			fate = "kept: " + one.Kept
		case deleting:
			fate = "not deleted"
		}
		return []string{one.ClusterIdentifier, minute(one.ExpiresAt), fate}
	})
}

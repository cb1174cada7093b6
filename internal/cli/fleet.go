package cli

import (
	"context"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// fleetFlags say which clusters are meant.
type fleetFlags struct {
	NamePrefix string            `help:"Only clusters whose identifier begins with this." placeholder:"PREFIX"`
	Source     string            `help:"Only clusters made from this one, by identifier or ARN." placeholder:"ID"`
	Tags       map[string]string `aliases:"tag" help:"Only clusters with these tags." placeholder:"KEY=VALUE"`
}

func (f fleetFlags) fleet() converge.Fleet {
	return converge.Fleet{Prefix: f.NamePrefix, Source: f.Source, Tags: f.Tags}
}

// lifetime is a flag such as 7d or 36h.
type lifetime time.Duration

// UnmarshalText reads what [cluster.ParseLifetime] reads.
func (l *lifetime) UnmarshalText(text []byte) error {
	parsed, err := cluster.ParseLifetime(string(text))
	*l = lifetime(parsed)
	return err
}

// from is when something that begins to live at a time ends; zero for never.
func (l lifetime) from(begin time.Time) time.Time {
	if l == 0 {
		return time.Time{}
	}
	return begin.Add(time.Duration(l))
}

type clustersCommand struct {
	fleetFlags
	awsFlags
	outputFlags
}

// member is what clusters --json prints of each cluster.
type member struct {
	ClusterIdentifier string     `json:"cluster_identifier"`
	ARN               string     `json:"arn"`
	ClusterResourceID string     `json:"cluster_resource_id"`
	Status            string     `json:"status"`
	Phase             string     `json:"phase"`
	CreateMode        string     `json:"create_mode"` // clone, create or intermediate
	SourceARN         string     `json:"source_arn,omitempty"`
	ArtifactDigest    string     `json:"artifact_digest,omitempty"`
	OwnerToken        string     `json:"owner_token"`
	CreatedAt         time.Time  `json:"created_at"`
	ExpiresAt         *time.Time `json:"expires_at,omitempty"`
}

// Run lists the clusters that were made from artifacts.
func (c clustersCommand) Run(ctx context.Context, process Process, out *console) error {
	client, err := c.connect(ctx, process)
	if err != nil {
		return err
	}
	found, err := converge.New(client, converge.Options{}).Fleet(ctx, c.fleet())
	if err != nil {
		return err
	}
	rows := make([]member, 0, len(found))
	for _, one := range found {
		rows = append(rows, memberOf(one))
	}
	return out.result(membersText(rows), rows)
}

func memberOf(m converge.Member) member {
	shown := member{
		ClusterIdentifier: m.Identifier, ARN: m.ARN, ClusterResourceID: m.ResourceID, Status: m.Status, Phase: m.Marks.Phase, CreateMode: m.Marks.CreateMode,
		SourceARN: m.Marks.Source, ArtifactDigest: m.Marks.ArtifactDigest, OwnerToken: m.Marks.Owner, CreatedAt: m.CreatedAt,
	}
	if at := m.Marks.ExpiresAt; !at.IsZero() {
		shown.ExpiresAt = &at
	}
	return shown
}

// membersText is the table for people.
func membersText(rows []member) string {
	return table([]string{"IDENTIFIER", "STATUS", "CREATED", "EXPIRES", "SOURCE", "ARTIFACT"}, len(rows), func(i int) []string {
		m := rows[i]
		expires := "never"
		if m.ExpiresAt != nil {
			expires = minute(*m.ExpiresAt)
		}
		status := m.Status
		switch {
		case m.CreateMode == string(converge.ModeIntermediate):
			status += " (to be masked and cloned: " + m.Phase + ")"
		case m.Phase != cluster.PhaseFinished:
			status += " (unfinished: " + m.Phase + ")"
		}
		return []string{
			m.ClusterIdentifier, status, minute(m.CreatedAt), expires, m.SourceARN[strings.LastIndex(m.SourceARN, ":")+1:],
			m.ArtifactDigest[:min(len(m.ArtifactDigest), len("sha256:")+digestShown)],
		}
	})
}

// digestShown is how many digits of a digest people are shown, as Docker does.
const digestShown = 12

func minute(t time.Time) string { return t.UTC().Format("2006-01-02 15:04Z") }

// table writes a head and rows in columns, without a last line break.
func table(head []string, rows int, row func(i int) []string) string {
	var text strings.Builder
	w := tabwriter.NewWriter(&text, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for i := range rows {
		fmt.Fprintln(w, strings.Join(row(i), "\t"))
	}
	_ = w.Flush() // a string takes every write
	return strings.TrimSuffix(text.String(), "\n")
}

package cli

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

type convergeCommand struct {
	Image      string        `arg:"" optional:"" help:"Image reference, or oci-archive:PATH. Default: the artifact this program is packed in."`
	CreateMode string        `help:"How the cluster comes to be: clone, a copy-on-write clone of the source, or create, an empty cluster shaped like it." default:"clone" env:"CREATE_MODE"`
	Timeout    time.Duration `help:"How long it may take." default:"2h"`
	clusterFlags
	credentialFlags
	insideFlags
	registryFlags
	outputFlags
}

// made is what converge --json prints.
type made struct {
	Endpoint            string             `json:"endpoint"`
	ReaderEndpoint      string             `json:"reader_endpoint,omitempty"`
	Port                int                `json:"port"`
	ClusterIdentifier   string             `json:"cluster_identifier"`
	ClusterResourceID   string             `json:"cluster_resource_id"`
	ARN                 string             `json:"arn"`
	Engine              string             `json:"engine"`
	EngineVersion       string             `json:"engine_version"`
	DatabaseName        string             `json:"database_name,omitempty"`
	MasterUsername      string             `json:"master_username"`
	MasterUserSecretARN string             `json:"master_user_secret_arn,omitempty"`
	ArtifactDigest      string             `json:"artifact_digest"`
	Phases              map[string]float64 `json:"phase_seconds"`
}

// Run makes the cluster and prints its endpoint. An unfinished cluster that an
// earlier run left under the identifier is carried on with.
func (c convergeCommand) Run(ctx context.Context, process Process, out *console) error {
	ctx, cancel := context.WithTimeout(ctx, c.Timeout)
	defer cancel()
	p, err := c.prepare(ctx, process)
	if err == nil {
		err = p.converge(ctx, out)
	}
	return blame(err, p.from.contact)
}

func (p prepared) converge(ctx context.Context, out *console) error {
	converger := converge.New(p.client, converge.Options{})
	found, err := converger.Find(ctx, p.request.Identifier)
	if err != nil {
		return err
	}
	switch found.Standing(p.request.Inputs(), time.Now()) {
	case cluster.Adoptable, cluster.Busy: // a busy one is waited for, until its lease ends
		p.request.Adopt = found.Cluster.ResourceID
		fallthrough
	case cluster.Free:
		if err := p.check(ctx, out, found); err != nil {
			return err
		}
	}
	report, end := out.progress()
	outcome, err := converger.Create(ctx, p.request, report)
	end()
	if err != nil {
		return unfinished(err, outcome)
	}
	return out.result(net.JoinHostPort(outcome.Cluster.Endpoint, strconv.Itoa(outcome.Cluster.Port)), madeOf(p.request, outcome))
}

// unfinished says what is left of a run that ended early.
func unfinished(err error, outcome converge.Outcome) error {
	if outcome.Cluster.ResourceID == "" {
		return err
	}
	return &notedError{err, []string{fmt.Sprintf(
		"cluster %[1]s is left unfinished; the same command carries on with it, given --cluster-identifier %[1]s", outcome.Cluster.Identifier)}}
}

func madeOf(request converge.Request, outcome converge.Outcome) made {
	c := outcome.Cluster
	m := made{
		Endpoint: c.Endpoint, ReaderEndpoint: c.ReaderEndpoint, Port: c.Port, ClusterIdentifier: c.Identifier,
		ClusterResourceID: c.ResourceID, ARN: c.ARN, Engine: c.Engine, EngineVersion: c.EngineVersion,
		DatabaseName: request.Target.DatabaseName, MasterUsername: c.MasterUsername,
		ArtifactDigest: request.ArtifactDigest, Phases: map[string]float64{},
	}
	if c.MasterSecret != nil {
		m.MasterUserSecretARN = c.MasterSecret.ARN
	}
	for _, p := range outcome.Phases {
		m.Phases[p.Name] = p.Seconds
	}
	return m
}

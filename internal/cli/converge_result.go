package cli

import (
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

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
	Changesets          []string           `json:"applied_changesets,omitempty"` // on record in the database
	Phases              map[string]float64 `json:"phase_seconds"`
}

// unfinished says what is left of a run that ended early.
func unfinished(err error, identifier string, outcome converge.Outcome) error {
	if outcome.Cluster.ResourceID == "" {
		return err
	}
	return &notedError{err, []string{fmt.Sprintf(
		"cluster %s is left unfinished; the same command carries on with it, given --cluster-identifier %s", outcome.Cluster.Identifier, identifier)}}
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
	for _, c := range outcome.Changesets {
		m.Changesets = append(m.Changesets, artifact.Changeset{Path: c.Path, ID: c.ID, Author: c.Author}.Key())
	}
	for _, p := range outcome.Phases {
		m.Phases[p.Name] = p.Seconds
	}
	return m
}

package cli

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

type inspectCommand struct {
	Image string `arg:"" help:"Image reference, or oci-archive:PATH."`
	registryFlags
	outputFlags
}

// inspection is what inspect --json prints.
type inspection struct {
	Reference      string        `json:"reference"`
	ImageID        string        `json:"image_id"`
	Digest         string        `json:"digest,omitempty"` // an Engine may keep none
	ArtifactDigest string        `json:"artifact_digest"`
	Platforms      []string      `json:"platforms"`
	Spec           artifact.Spec `json:"spec"`
	// Labels are those that do not describe the artifact: where it comes from,
	// whom to ask, and the publisher's own.
	Labels map[string]string `json:"labels"`
	// Schema is the compiled one; nil when the artifact has none.
	Schema *artifact.Compiled `json:"schema,omitempty"`
}

// Run shows what is inside an artifact image.
func (c inspectCommand) Run(ctx context.Context, process Process, out *console) error {
	where, err := c.places(process)
	if err != nil {
		return err
	}
	img, stored, err := where.Open(ctx, c.Image)
	if err != nil {
		return err
	}
	opened, err := image.Open(img)
	if err != nil {
		return err
	}
	found, err := inspect(opened, stored)
	if err != nil {
		return err
	}
	return out.result(found.text(), found)
}

// inspect pulls the image's manifest and configuration, and its content when
// there is a compiled schema in it.
func inspect(opened *image.Artifact, stored imagestore.Stored) (inspection, error) {
	found := inspection{
		Reference: stored.Reference, ImageID: stored.ImageID, Digest: stored.Digest, ArtifactDigest: opened.Digest,
		Platforms: strings.Split(cmp.Or(stored.Platforms, opened.Platform), ","), Spec: opened.Spec, Labels: opened.Labels,
	}
	if opened.Spec.Compiled == nil {
		return found, nil
	}
	contents, err := opened.Contents()
	if err != nil {
		return found, err
	}
	schema, err := artifact.DecodeCompiled(contents.Compiled)
	found.Schema = &schema
	return found, err
}

// text is the inspection for people. Whoever made the image chose its words, so
// they are made fit for a terminal.
func (i inspection) text() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 8, 2, ' ', 0)
	row := func(name, format string, args ...any) {
		if value := oneLine(fmt.Sprintf(format, args...)); value != "" {
			fmt.Fprintf(w, "%s\t%s\n", name, value)
		}
	}
	source, target := i.Spec.Source, i.Spec.Target
	row("reference", "%s", i.Reference)
	row("digest", "%s", i.Digest)
	row("image id", "%s", i.ImageID)
	row("artifact", "%s", i.ArtifactDigest)
	row("platforms", "%s", strings.Join(i.Platforms, " "))
	row("source", "%s (%s %s, %s)", source.ClusterID, source.Engine, source.EngineVersion, source.Region)
	row("source arn", "%s", source.ClusterARN)
	row("network", "%s %s", target.VPCID, cmp.Or(target.DBSubnetGroupName, strings.Join(target.SubnetIDs, " ")))
	row("instances", "%d x %s", target.InstanceCount, target.InstanceClass)
	row("database", "%s", target.DatabaseName)
	for _, script := range i.Spec.CloneScripts {
		row("clone script", "%s", script.Path)
	}
	if log := i.Spec.Changelog; log != nil {
		row("changelog", "%s (%s, %d files)", log.Path, log.Format, len(log.Files))
	}
	if i.Schema != nil {
		row("schema", "%d changesets, %s", len(i.Schema.Changesets), compiledBy(*i.Schema))
		for _, changeset := range i.Schema.Changesets {
			row("  "+strings.ToLower(changeset.Outcome), "%s", changeset.Key())
		}
	}
	for _, key := range slices.Sorted(maps.Keys(i.Labels)) {
		row("label", "%s=%s", key, i.Labels[key])
	}
	_ = w.Flush() // into memory
	return strings.TrimSuffix(b.String(), "\n")
}

func compiledBy(schema artifact.Compiled) string {
	if schema.Liquibase == "" {
		return "from plain SQL files"
	}
	return "compiled by Liquibase " + schema.Liquibase
}

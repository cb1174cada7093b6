package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"text/tabwriter"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/image"
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
	ArtifactDigest string        `json:"artifact_digest"`
	Spec           artifact.Spec `json:"spec"`
}

// Run shows what is inside an artifact image.
func (c inspectCommand) Run(ctx context.Context, process Process) error {
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
	found := inspection{Reference: stored.Reference, ImageID: stored.ImageID, ArtifactDigest: opened.Digest, Spec: opened.Spec}
	if c.JSON {
		encoder := json.NewEncoder(process.Stdout)
		encoder.SetIndent("", "  ")
		return encoder.Encode(found)
	}
	return found.print(process)
}

func (i inspection) print(process Process) error {
	w := tabwriter.NewWriter(process.Stdout, 0, 8, 2, ' ', 0)
	source, target := i.Spec.Source, i.Spec.Target
	for _, row := range [][2]string{
		{"reference", i.Reference},
		{"image id", i.ImageID},
		{"artifact", i.ArtifactDigest},
		{"source", fmt.Sprintf("%s (%s %s, %s)", source.ClusterID, source.Engine, source.EngineVersion, source.Region)},
		{"network", target.VPCID + " " + target.DBSubnetGroupName},
		{"instances", fmt.Sprintf("%d x %s", target.InstanceCount, target.InstanceClass)},
		{"database", target.DatabaseName},
	} {
		fmt.Fprintf(w, "%s\t%s\n", row[0], row[1])
	}
	if log := i.Spec.Changelog; log != nil {
		fmt.Fprintf(w, "changelog\t%s (%s, %d files)\n", log.Path, log.Format, len(log.Files))
	}
	return w.Flush()
}

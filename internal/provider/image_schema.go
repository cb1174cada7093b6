package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringdefault"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

const (
	storeDocker   = "docker"
	storeRegistry = "registry"
	storeArchive  = "archive"
)

var stores = []string{storeDocker, storeRegistry, storeArchive}

func imageSchema(ctx context.Context) schema.Schema {
	attributes := imageComputedAttributes()
	maps.Copy(attributes, imagePackagingAttributes())
	maps.Copy(attributes, map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString("db-artifact:latest"),
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Name of the image, as in `docker build -t`. Default: `db-artifact:latest`. " +
				"A change publishes under the new name and takes the old image away as a destroy would.",
		},
		"store": schema.StringAttribute{
			Optional:   true,
			Computed:   true,
			Default:    stringdefault.StaticString(storeDocker),
			Validators: []validator.String{stringvalidator.OneOf(stores...)},
			MarkdownDescription: "Where the image goes: " + alternatives(stores) + ". `docker` loads it into the local Docker Engine, " +
				"`registry` pushes it (no Engine needed), `archive` writes an OCI archive to disk. Default: `docker`.",
		},
		"archive_path": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "Path of the OCI archive. Required with `store = \"archive\"`, and only then.",
		},
		"triggers": schema.MapAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Any values. A change makes the source cluster be discovered anew; otherwise the facts found at " +
				"the first build stay frozen in the artifact.",
		},
		"keep_on_destroy": schema.BoolAttribute{
			Optional: true,
			Computed: true,
			MarkdownDescription: "Leave the image in its store when the resource is destroyed. Default: `true` for a registry, where " +
				"others may have pulled the image, `false` for a Docker Engine and an archive. With `false`, the manifest is deleted " +
				"from the registry with every tag that points to it; layers, the images of an index, and SBOMs are the registry's to collect.",
		},
		"source_db": sourceDBAttribute(),
		"target_db": targetDBAttribute(),
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{
			Create: true, Update: true, Delete: true,
			CreateDescription: "How long building and publishing may take, such as `10m`. Default: 20 minutes.",
			UpdateDescription: "How long rebuilding and publishing may take. Default: 20 minutes.",
			DeleteDescription: "How long removing the image may take. Default: 5 minutes.",
		}),
	})
	return schema.Schema{
		MarkdownDescription: "Builds a database artifact: a container image that carries the source cluster's locator, the target's " +
			"network, hardware and maintenance settings, the schema's changelog, and the program that converges it into a cluster. " +
			"The plan already shows the digest that apply then produces.",
		Attributes: attributes,
	}
}

// imageComputedAttributes are what the build makes known, all of it at plan.
func imageComputedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"reference": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "What `dbartifact_cluster.image` takes. It always carries a digest: the manifest's, or the image id " +
				"where the store keeps no manifest (Docker Engine).",
		},
		"digest": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Digest of the image's manifest, or with several platforms of the index.",
		},
		"image_id": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Image id: the digest of the image's configuration, the same in every store. Of several platforms it " +
				"is the id of the image for the processor of the machine that runs Terraform, or of the first. " +
				"Null when the image has gone from its store; the next apply publishes it again.",
		},
		"artifact_digest": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Digest of the artifact's content without the program: clusters compare this one.",
		},
		"inputs_digest": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Digest of the configuration, the triggers and the changelog's files. " +
				"As long as it stays, the discovered facts stay frozen.",
		},
		"spec": schema.SingleNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The resolved artifact: what was discovered from the source, and every setting of the cluster to be made.",
			Attributes:          specAttributes(),
		},
	}
}

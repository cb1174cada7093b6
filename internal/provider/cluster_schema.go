package provider

import (
	"context"
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/booldefault"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

func clusterSchema(ctx context.Context) schema.Schema {
	attributes := map[string]schema.Attribute{
		"image": schema.StringAttribute{
			Required:   true,
			Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
			MarkdownDescription: "The artifact: `dbartifact_image.x.reference`, or any image reference (looked for in the Docker Engine " +
				"first, then in its registry), or `oci-archive:PATH`. What a changed image means for a running cluster is decided by " +
				"comparing artifacts: another source or network replaces the cluster, settings change in place.",
		},
		"cluster_identifier": schema.StringAttribute{
			Optional:      true,
			Computed:      true,
			Validators:    identifierValidators(maxIdentifier, identifierPattern),
			PlanModifiers: []planmodifier.String{stringplanmodifier.RequiresReplaceIfConfigured()},
			MarkdownDescription: "Identifier of the cluster, in lower case. The best choice: known at plan, and an interrupted apply " +
				"finds its cluster again. Instances are called `IDENTIFIER-1`, `IDENTIFIER-2` and so on.",
		},
		"cluster_identifier_prefix": schema.StringAttribute{
			Optional:            true,
			Validators:          append(identifierValidators(maxIdentifierPrefix, prefixPattern), stringvalidator.ConflictsWith(path.MatchRoot("cluster_identifier"))),
			PlanModifiers:       []planmodifier.String{replaceByString()},
			MarkdownDescription: "Start of an identifier that is generated during apply; for `create_before_destroy`, where old and new live side by side.",
		},
		"refresh_triggers": schema.MapAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			PlanModifiers:       []planmodifier.Map{replaceByMap()},
			MarkdownDescription: "Any values. A change replaces the cluster: a new clone with the source's present data. Removing the argument does not.",
		},
		"vpc_security_group_ids": groupIDs("Security groups of the cluster, attached when it is ready for its users. Conflicts with "+
			"`allowed_cidr_blocks` and `allowed_security_group_ids`.",
			setvalidator.SizeAtLeast(1), setvalidator.ConflictsWith(path.MatchRoot("allowed_cidr_blocks"), path.MatchRoot("allowed_security_group_ids"))),
		"allowed_cidr_blocks": groupIDs("Address ranges that may connect, by rules of a security group of the cluster's own. `[]` says that nobody may."),
		"allowed_security_group_ids": groupIDs("Security groups whose members may connect, by rules of a security group of the cluster's own. " +
			"Without this, `allowed_cidr_blocks` and `vpc_security_group_ids`, the cluster stays closed."),
		"publicly_accessible": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			MarkdownDescription: "Give the instances public addresses. Default: false.",
		},
		"wait_for_readers": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			MarkdownDescription: "Wait for the readers too before the cluster counts as made. Default: false, the writer suffices.",
		},
		"deletion_protection": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			MarkdownDescription: "Make AWS refuse to delete the cluster. Default: false, whatever the source has.",
		},
		"enable_http_endpoint": schema.BoolAttribute{
			Optional:            true,
			Computed:            true,
			Default:             booldefault.StaticBool(false),
			MarkdownDescription: "Turn the RDS Data API on once the cluster is ready for its users: it goes past security groups. Default: false, whatever the source has.",
		},
		"final_snapshot_identifier": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.LengthBetween(1, 255)},
			MarkdownDescription: "Name of a snapshot to take when the cluster is destroyed. Default: none, these are throw-away databases.",
		},
		"tags": schema.MapAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Tags of the cluster and its instances.",
		},
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{
			Create: true, Update: true, Delete: true,
			CreateDescription: "How long making the cluster may take, such as `90m`. Default: 120 minutes.",
			UpdateDescription: "How long changing it may take. Default: 120 minutes.",
			DeleteDescription: "How long deleting it may take. Default: 120 minutes.",
		}),
	}
	for _, more := range []map[string]schema.Attribute{
		clusterModeAttributes(), clusterCredentialAttributes(), clusterSettingAttributes(), clusterInsideAttributes(),
		clusterLifetimeAttributes(), clusterComputedAttributes(),
	} {
		maps.Copy(attributes, more)
	}
	return schema.Schema{
		MarkdownDescription: "Converges an artifact into an Aurora cluster: a copy-on-write clone of the artifact's source, or an empty " +
			"cluster shaped like it, with credentials of its own before its first instance exists, closed to everybody until it is ready.",
		Attributes: attributes,
	}
}

func groupIDs(description string, validators ...validator.Set) schema.Attribute {
	return schema.SetAttribute{
		Optional:            true,
		ElementType:         types.StringType,
		Validators:          validators,
		MarkdownDescription: description,
	}
}

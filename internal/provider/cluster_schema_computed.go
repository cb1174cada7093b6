package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// clusterComputedAttributes are what only AWS, or the artifact, knows.
func clusterComputedAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"arn":                    computedString("ARN of the cluster."),
		"cluster_resource_id":    computedString("Resource id of the cluster, which no other cluster will ever have."),
		"endpoint":               computedString("Host name of the writer."),
		"reader_endpoint":        computedString("Host name of the readers."),
		"database_name":          computedString("Database that users connect to."),
		"master_user_secret_arn": computedString("ARN of the secret that holds the managed password; null when the password is not managed."),
		"vpc_id":                 computedString("VPC of the cluster."),
		"db_subnet_group_name":   computedString("Subnet group of the cluster."),
		"engine":                 computedString("Database engine."),
		"engine_version":         computedString("Version of the engine."),
		"clone_group_id":         computedString("Group of the source and all its clones."),
		"artifact_digest":        computedString("Digest of the artifact that the cluster was converged from last."),
		"owner_token": computedString("Token that this resource wrote on the cluster when it made or adopted it; a cluster with another " +
			"one is never changed or deleted."),
		"tags_all": schema.MapAttribute{
			Computed:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Tags including the provider's `default_tags`.",
		},
		"instances": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The instances, the writer first.",
			NestedObject:        schema.NestedAttributeObject{Attributes: instanceAttributes()},
		},
		"phases": schema.ListNestedAttribute{
			Computed:            true,
			MarkdownDescription: "The phases in which the cluster was made, in order.",
			NestedObject:        schema.NestedAttributeObject{Attributes: phaseAttributes()},
		},
	}
}

func phaseAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":    computedString("Name of the phase."),
		"seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "How long it took."},
	}
}

var phaseType = types.ObjectType{AttrTypes: attributeTypes(phaseAttributes())}

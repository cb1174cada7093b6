package provider

import (
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Identifiers are 63 characters at most (RestoreDBClusterToPointInTime). The
// instances' end in -1 to -16, and a generated one in a dash and eight
// characters.
const (
	maxIdentifier       = 63 - len("-16")
	maxIdentifierPrefix = maxIdentifier - generatedSuffix
	generatedSuffix     = 9
)

var (
	identifierPattern = regexp.MustCompile(`^[a-z](-?[a-z0-9])*$`)
	prefixPattern     = regexp.MustCompile(`^[a-z](-?[a-z0-9])*-?$`)
	passwordPattern   = regexp.MustCompile(`^[!#-.0-?A-~]+$`)
)

func identifierValidators(longest int, pattern *regexp.Regexp) []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, longest),
		stringvalidator.RegexMatches(pattern,
			"must begin with a letter and hold lower-case letters, digits and single hyphens"),
	}
}

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

func instanceAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"identifier":        computedString("Identifier of the instance."),
		"instance_class":    computedString("Class of the instance."),
		"availability_zone": computedString("Zone of the instance."),
		"endpoint":          computedString("Host name of the instance."),
		"writer":            computedBool("Whether it is the writer."),
	}
}

func phaseAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name":    computedString("Name of the phase."),
		"seconds": schema.Float64Attribute{Computed: true, MarkdownDescription: "How long it took."},
	}
}

var (
	instanceType = types.ObjectType{AttrTypes: attributeTypes(instanceAttributes())}
	phaseType    = types.ObjectType{AttrTypes: attributeTypes(phaseAttributes())}
)

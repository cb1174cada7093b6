package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// providerBlocks mirror hashicorp/aws too, but for the last two, which say how
// images are kept.
func providerBlocks() map[string]schema.Block {
	endpoints := map[string]schema.Attribute{}
	for _, service := range endpointServices {
		endpoints[service] = schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "URL to use in place of AWS's endpoint of this service, such as the sandbox's.",
		}
	}
	return map[string]schema.Block{
		"endpoints": schema.SingleNestedBlock{
			MarkdownDescription: "Endpoints to use in place of AWS's. `AWS_ENDPOINT_URL` does the same for all services at once.",
			Attributes:          endpoints,
		},
		"default_tags": schema.SingleNestedBlock{
			MarkdownDescription: "Tags for everything that this provider creates.",
			Attributes: map[string]schema.Attribute{
				"tags": schema.MapAttribute{
					Optional:            true,
					ElementType:         types.StringType,
					MarkdownDescription: "Key and value of each tag. A resource's own `tags` win.",
				},
			},
		},
		"assume_role": schema.ListNestedBlock{
			MarkdownDescription: "A role to assume. Several blocks are a chain, assumed in order.",
			NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"role_arn":            schema.StringAttribute{Required: true, MarkdownDescription: "ARN of the role."},
					"session_name":        schema.StringAttribute{Optional: true, MarkdownDescription: "Name of the session, seen in CloudTrail."},
					"external_id":         schema.StringAttribute{Optional: true, MarkdownDescription: "External id that the role's trust policy asks for."},
					"source_identity":     schema.StringAttribute{Optional: true, MarkdownDescription: "Who assumes the role, seen in CloudTrail through every further role."},
					"policy":              schema.StringAttribute{Optional: true, MarkdownDescription: "Session policy (JSON) that narrows the role's permissions."},
					"policy_arns":         setOfTexts("ARNs of managed policies that narrow the role's permissions."),
					"tags":                schema.MapAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: "Tags of the session."},
					"transitive_tag_keys": setOfTexts("Keys of the session's tags that go on to the next role of a chain."),
					"duration":            schema.StringAttribute{Optional: true, MarkdownDescription: "How long the session lasts, such as `1h`."},
				},
			},
		},
		"assume_role_with_web_identity": schema.ListNestedBlock{
			MarkdownDescription: "A role to assume with a web identity token, as CI systems and HCP Terraform hand them out.",
			Validators:          []validator.List{listvalidator.SizeAtMost(1)},
			NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"role_arn":                schema.StringAttribute{Required: true, MarkdownDescription: "ARN of the role."},
					"session_name":            schema.StringAttribute{Optional: true, MarkdownDescription: "Name of the session, seen in CloudTrail."},
					"policy":                  schema.StringAttribute{Optional: true, MarkdownDescription: "Session policy (JSON) that narrows the role's permissions."},
					"policy_arns":             setOfTexts("ARNs of managed policies that narrow the role's permissions."),
					"web_identity_token":      schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "The token."},
					"web_identity_token_file": schema.StringAttribute{Optional: true, MarkdownDescription: "Path of a file that holds the token."},
					"duration":                schema.StringAttribute{Optional: true, MarkdownDescription: "How long the session lasts, such as `1h`."},
				},
			},
		},
		"docker": schema.SingleNestedBlock{
			MarkdownDescription: "How to reach the Docker Engine. Default: the usual environment (`DOCKER_HOST`, `DOCKER_CERT_PATH`, `DOCKER_TLS_VERIFY`).",
			Attributes: map[string]schema.Attribute{
				"host":      schema.StringAttribute{Optional: true, MarkdownDescription: "Address of the Engine, such as `unix:///var/run/docker.sock` or `tcp://host:2376`."},
				"cert_path": schema.StringAttribute{Optional: true, MarkdownDescription: "Folder with `ca.pem`, `cert.pem` and `key.pem` for TLS."},
			},
		},
		"registry_auth": schema.ListNestedBlock{
			MarkdownDescription: "Credentials for a registry. Default: the Docker configuration (`docker login`) and its credential helpers, " +
				"and for Amazon ECR a login with this provider's AWS credentials.",
			NestedObject: schema.NestedBlockObject{
				Attributes: map[string]schema.Attribute{
					"address":  schema.StringAttribute{Required: true, MarkdownDescription: "Host of the registry, with a port if it has one."},
					"username": schema.StringAttribute{Optional: true, MarkdownDescription: "User name."},
					"password": schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: "Password or token."},
				},
			},
		},
	}
}

func setOfTexts(description string) schema.Attribute {
	return schema.SetAttribute{Optional: true, ElementType: types.StringType, MarkdownDescription: description}
}

// endpointServices are the AWS services this provider calls, by the names that
// the AWS SDKs use in AWS_ENDPOINT_URL_<SERVICE>.
var endpointServices = []string{"cloudwatchlogs", "ec2", "rds", "rdsdata", "secretsmanager", "sts"}

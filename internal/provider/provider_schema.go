package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// endpointServices are the AWS services this provider calls, by the names that
// the AWS SDKs use in AWS_ENDPOINT_URL_<SERVICE>.
var endpointServices = []string{"cloudwatchlogs", "ec2", "rds", "rdsdata", "secretsmanager", "sts"}

// providerAttributes mirror hashicorp/aws, so that one set of habits serves both.
func providerAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"region": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "AWS Region. Also from `AWS_REGION`, `AWS_DEFAULT_REGION` or the shared configuration files.",
		},
		"profile": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Profile in the shared configuration and credentials files. Also from `AWS_PROFILE`.",
		},
		"access_key": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "AWS access key. Also from `AWS_ACCESS_KEY_ID`.",
		},
		"secret_key": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "AWS secret key. Also from `AWS_SECRET_ACCESS_KEY`.",
		},
		"token": schema.StringAttribute{
			Optional:            true,
			Sensitive:           true,
			MarkdownDescription: "Session token of temporary credentials. Also from `AWS_SESSION_TOKEN`.",
		},
		"shared_config_files": schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Paths of shared configuration files. Default: `~/.aws/config`.",
		},
		"shared_credentials_files": schema.ListAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "Paths of shared credentials files. Default: `~/.aws/credentials`.",
		},
		"insecure_registries": schema.ListAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Registries, `HOST` or `HOST:PORT`, that may be spoken to in plain HTTP. Those of the machine that runs " +
				"Terraform always may.",
		},
		"max_retries": schema.Int64Attribute{
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(0)},
			MarkdownDescription: "How often a throttled or failed API call is tried again. Default: 25.",
		},
		"custom_ca_bundle": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Path of a PEM file with the certificate authorities to trust for AWS endpoints. Also from `AWS_CA_BUNDLE`.",
		},
		"database_ca_bundle": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Path of a PEM file with the certificate authorities to trust for databases, such as the sandbox's `ca.pem`. " +
				"Also from `" + databaseCAVariable + "`. Default: Amazon RDS's own, which are built in.",
		},
		"skip_credentials_validation": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Do not call STS to check the credentials before they are used.",
		},
	}
}

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
					"role_arn":     schema.StringAttribute{Required: true, MarkdownDescription: "ARN of the role."},
					"session_name": schema.StringAttribute{Optional: true, MarkdownDescription: "Name of the session, seen in CloudTrail."},
					"external_id":  schema.StringAttribute{Optional: true, MarkdownDescription: "External id that the role's trust policy asks for."},
					"policy":       schema.StringAttribute{Optional: true, MarkdownDescription: "Session policy (JSON) that narrows the role's permissions."},
					"duration":     schema.StringAttribute{Optional: true, MarkdownDescription: "How long the session lasts, such as `1h`."},
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

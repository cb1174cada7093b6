package provider

import (
	"github.com/hashicorp/terraform-plugin-framework-validators/int64validator"
	"github.com/hashicorp/terraform-plugin-framework-validators/setvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

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
		"allowed_account_ids": schema.SetAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			Validators:          []validator.Set{setvalidator.ConflictsWith(path.MatchRoot("forbidden_account_ids"))},
			MarkdownDescription: "AWS accounts that may be worked in; any other is refused before anything is done.",
		},
		"forbidden_account_ids": schema.SetAttribute{
			Optional:            true,
			ElementType:         types.StringType,
			MarkdownDescription: "AWS accounts that are refused before anything is done. Conflicts with `allowed_account_ids`.",
		},
		"insecure_registries": schema.ListAttribute{
			Optional:    true,
			ElementType: types.StringType,
			MarkdownDescription: "Registries, `HOST` or `HOST:PORT`, that may be spoken to in plain HTTP. Those of the machine that runs " +
				"Terraform always may.",
		},
		"max_retries": schema.Int64Attribute{
			Optional:            true,
			Validators:          []validator.Int64{int64validator.AtLeast(1)},
			MarkdownDescription: "How often a throttled or failed API call is tried, the first time included. Default: 25.",
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
		"http_proxy":  proxyAttribute("Proxy for calls of endpoints in plain HTTP. Also from `HTTP_PROXY`."),
		"https_proxy": proxyAttribute("Proxy for calls of endpoints over TLS, as AWS's are. Also from `HTTPS_PROXY`."),
		"no_proxy":    proxyAttribute("Hosts that are called without a proxy, with commas between them. Also from `NO_PROXY`."),
		"insecure": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Trust AWS endpoints whatever certificate they show. Default: false. For a private authority, use `custom_ca_bundle`.",
		},
		"use_fips_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Use AWS's FIPS endpoints. Also from `AWS_USE_FIPS_ENDPOINT`.",
		},
		"use_dualstack_endpoint": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Use AWS's endpoints that also speak IPv6. Also from `AWS_USE_DUALSTACK_ENDPOINT`.",
		},
		"sts_region": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Region in which STS is called. Default: `region`.",
		},
		"ec2_metadata_service_endpoint": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Address of the EC2 instance metadata service. Also from `AWS_EC2_METADATA_SERVICE_ENDPOINT`.",
		},
		"ec2_metadata_service_endpoint_mode": schema.StringAttribute{
			Optional:            true,
			Validators:          []validator.String{stringvalidator.OneOf(metadataModes...)},
			MarkdownDescription: "Protocol of that service: " + alternatives(metadataModes) + ". Also from `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`.",
		},
		"skip_credentials_validation": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Do not call STS to check the credentials before they are used.",
		},
	}
}

// metadataModes are the protocols of the EC2 instance metadata service.
var metadataModes = []string{"IPv4", "IPv6"}

func proxyAttribute(description string) schema.Attribute {
	return schema.StringAttribute{
		Optional: true, MarkdownDescription: description,
		Validators: []validator.String{stringvalidator.LengthAtLeast(1)},
	}
}

package provider

import (
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
)

// The ways to log in to a cluster.
const (
	authenticationSecret = "secret"
	authenticationIAM    = "iam"
)

var authentications = []string{authenticationSecret, authenticationIAM}

func credentialsSchema() schema.Schema {
	return schema.Schema{
		MarkdownDescription: "What a database client needs to log in to a cluster: user, password or token, address and a connection URL. " +
			"An ephemeral resource: none of it is ever in plan or state. Needs Terraform 1.10. " +
			"It takes the permission `secretsmanager:GetSecretValue` on the cluster's secret, or `rds-db:connect` for the user of a token.",
		Attributes: map[string]schema.Attribute{
			"cluster_identifier": schema.StringAttribute{
				Required: true,
				MarkdownDescription: "The cluster: `dbartifact_cluster.x.arn`, or an identifier. Unlike the identifier, the ARN is unknown " +
					"until the cluster is there, so Terraform waits for it.",
			},
			"authentication": schema.StringAttribute{
				Optional:   true,
				Computed:   true,
				Validators: []validator.String{stringvalidator.OneOf(authentications...)},
				MarkdownDescription: "Where the password comes from: " + alternatives(authentications) + ". `secret` reads the managed master " +
					"password from Secrets Manager, where it rotates every seven days; `iam` signs an authentication token that opens " +
					fmt.Sprintf("connections for %.0f minutes. Default: `secret`.", aurora.AuthTokenLifetime.Minutes()),
			},
			"master_user_secret_arn": schema.StringAttribute{
				Optional: true,
				Computed: true,
				MarkdownDescription: "Secret to read: `dbartifact_cluster.x.master_user_secret_arn`, which is unknown while the cluster's " +
					"credentials change, so that Terraform waits for it. Default: the secret that the cluster has now.",
			},
			"username": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "User to log in as. Can be given with `authentication = \"iam\"` alone. Default: the master user.",
			},
			"database_name": schema.StringAttribute{
				Optional:            true,
				Computed:            true,
				MarkdownDescription: "Database to connect to. Default: the one that the cluster was made with.",
			},
			"engine":      schema.StringAttribute{Computed: true, MarkdownDescription: "Database engine: `aurora-postgresql` or `aurora-mysql`."},
			"host":        schema.StringAttribute{Computed: true, MarkdownDescription: "Host name of the writer."},
			"reader_host": schema.StringAttribute{Computed: true, MarkdownDescription: "Host name that leads to the readers."},
			"port":        schema.Int64Attribute{Computed: true, MarkdownDescription: "Port."},
			"password":    schema.StringAttribute{Computed: true, Sensitive: true, MarkdownDescription: "Password, or token."},
			"url": schema.StringAttribute{
				Computed:  true,
				Sensitive: true,
				MarkdownDescription: "Connection URL, password included, that insists on TLS: `postgres://...?sslmode=require`, or " +
					"`mysql://...?ssl-mode=REQUIRED`.",
			},
		},
	}
}

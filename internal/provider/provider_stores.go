package provider

import (
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
)

// engine is the Docker Engine's address: the block's, else the environment's.
func (m providerModel) engine() imagestore.EngineConfig {
	c := imagestore.EngineConfig{Host: os.Getenv("DOCKER_HOST")}
	if os.Getenv("DOCKER_TLS_VERIFY") != "" {
		c.CertPath = os.Getenv("DOCKER_CERT_PATH")
	}
	block := m.Docker.Attributes()
	if host, ok := block["host"].(types.String); ok && !host.IsNull() {
		c.Host = host.ValueString()
	}
	if certs, ok := block["cert_path"].(types.String); ok && !certs.IsNull() {
		c.CertPath = certs.ValueString()
	}
	return c
}

func (m providerModel) registryAuth() []imagestore.RegistryAuth {
	var auth []imagestore.RegistryAuth
	for _, element := range m.RegistryAuth.Elements() {
		if block, ok := element.(types.Object); ok {
			field := func(name string) string {
				s, _ := block.Attributes()[name].(types.String)
				return s.ValueString()
			}
			auth = append(auth, imagestore.RegistryAuth{Address: field("address"), Username: field("username"), Password: field("password")})
		}
	}
	return auth
}

// insecureRegistries are the hosts that may be spoken to in plain HTTP.
func (m providerModel) insecureRegistries(ctx context.Context, diags *diag.Diagnostics) []string {
	var hosts []string
	diags.Append(m.InsecureRegistries.ElementsAs(ctx, &hosts, false)...)
	return hosts
}

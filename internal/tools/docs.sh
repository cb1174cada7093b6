#!/usr/bin/env bash
# Usage: internal/tools/docs.sh PROVIDER-BINARY TREE
#
# Renders TREE/docs from TREE/templates, TREE/examples and the schemas that the
# provider binary reports. Needs Terraform and jq on the PATH and no network: the
# schemas come through dev_overrides, and tfplugindocs is built from this folder's
# go.mod.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
binary=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
tree=$(cd "$2" && pwd)

work=$(mktemp -d -t dbartifact-schema.XXXXXX)
trap 'rm -rf "$work"' EXIT

# tfplugindocs looks providers up below hashicorp/, so that is what this
# configuration calls ours.
cat >"$work/main.tf" <<HCL
terraform {
  required_providers {
    dbartifact = { source = "hashicorp/dbartifact" }
  }
}
HCL
cat >"$work/terraformrc" <<HCL
provider_installation {
  dev_overrides {
    "hashicorp/dbartifact" = "$(dirname "$binary")"
  }
}
HCL
TF_CLI_CONFIG_FILE=$work/terraformrc CHECKPOINT_DISABLE=1 \
	terraform -chdir="$work" providers schema -json >"$work/all.json"

# What only newer Terraforms report (identities: 1.12; actions and lists: 1.14) is
# left out, so that every Terraform gives the same pages; the guide on the fleet
# tells of it.
jq '.provider_schemas[] |= with_entries(select(.key as $known |
	["provider", "resource_schemas", "data_source_schemas", "ephemeral_resource_schemas", "functions"] | index($known)))' \
	"$work/all.json" >"$work/schema.json"

go -C "$here" tool tfplugindocs generate --provider-dir "$tree" --provider-name dbartifact \
	--providers-schema "$work/schema.json"

package provider

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// validateSettings holds the configured overrides to the rules of an image's
// target_db, which are AWS's. Unknown values are let through.
func (m settingsModel) validateSettings() diag.Diagnostics {
	var diags diag.Diagnostics
	known := knownOnly(m.values())
	// What has another name there, or is not there at all.
	known["instance_type"] = known["instance_class"]
	delete(known, "instance_class")
	delete(known, "kms_key_id")
	plain, err := plainMap(known)
	if err != nil {
		return append(diags, errorDiagnostic("Settings cannot be read", err))
	}
	target, err := artifact.TargetDB{}.With(plain)
	if err == nil {
		err = target.Validate()
	}
	for _, one := range failure.Joined(err) {
		field, ok := errors.AsType[*artifact.FieldError](one)
		if !ok {
			diags.Append(errorDiagnostic("Settings cannot be read", one))
			continue
		}
		name, _, _ := strings.Cut(field.Key, ".")
		if name == "instance_type" {
			name = "instance_class"
		}
		diags.AddAttributeError(path.Root(name), "Setting cannot be right", sentence(field.Problem))
	}
	return diags
}

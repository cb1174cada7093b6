package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// logProgress reports each phase and each change of status once, with
// TF_LOG=INFO. A resource has no other way to speak while it works.
func logProgress(ctx context.Context) converge.Report {
	return func(e converge.Event) {
		fields := map[string]any{
			"phase": e.Phase, "object": e.Object, "status": e.Status, "elapsed_seconds": int(e.Elapsed.Seconds()),
		}
		if e.Done {
			tflog.Info(ctx, "Phase finished", fields)
			return
		}
		tflog.Info(ctx, "Phase in progress", fields)
	}
}

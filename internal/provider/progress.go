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
		switch {
		case e.Done:
			tflog.Info(ctx, "Phase finished", fields)
		case e.Status == converge.StatusStarted:
			tflog.Info(ctx, "Phase started", fields)
		default:
			tflog.Info(ctx, "Status changed", fields)
		}
	}
}

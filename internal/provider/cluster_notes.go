package provider

import (
	"context"
	"encoding/json"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/migrate"
)

// clusterNotes are what an apply writes into private data for later plans. They
// are written after success only: a plan that wrote them would freeze what a
// failed apply never did. Private data is not secret, and nothing in it is.
type clusterNotes struct {
	// Artifact is the specification the cluster was converged from, as canonical JSON.
	Artifact json.RawMessage `json:"artifact,omitempty"`
	// CloneInputs is the digest of what was fixed when the clone was made.
	CloneInputs string `json:"clone_inputs,omitempty"`
	// ResourceID is the cluster's. The second half of a replacement's plan has
	// no state, but this.
	ResourceID string `json:"resource_id,omitempty"`
	// Recorded is what the database had on record after the last apply of a
	// schema; nil when nobody knows.
	Recorded []migrate.Ran `json:"recorded,omitempty"`
}

const (
	notesKey = "cluster"
	// resumeKey marks a plan that carries on with an unfinished cluster: the
	// delete half of a replacement then leaves that cluster standing.
	resumeKey = "resume"
)

type privateReader interface {
	GetKey(ctx context.Context, key string) ([]byte, diag.Diagnostics)
}

type privateWriter interface {
	SetKey(ctx context.Context, key string, value []byte) diag.Diagnostics
}

func readNotes(ctx context.Context, private privateReader, diags *diag.Diagnostics) clusterNotes {
	var notes clusterNotes
	data, d := private.GetKey(ctx, notesKey)
	diags.Append(d...)
	if len(data) > 0 && json.Unmarshal(data, &notes) != nil {
		return clusterNotes{}
	}
	return notes
}

func (n clusterNotes) write(ctx context.Context, private privateWriter, diags *diag.Diagnostics) {
	data, err := json.Marshal(n)
	if err != nil {
		diags.Append(errorDiagnostic("Notes could not be written", err))
		return
	}
	diags.Append(private.SetKey(ctx, notesKey, data)...)
}

// notesOf describes a cluster that was converged from an artifact.
func notesOf(spec artifact.Spec, cloneInputs, resourceID string) (clusterNotes, error) {
	data, err := spec.Canonical()
	return clusterNotes{Artifact: data, CloneInputs: cloneInputs, ResourceID: resourceID}, err
}

// spec is the artifact that the cluster was converged from; false when nobody
// wrote it down, as after an import.
func (n clusterNotes) spec() (artifact.Spec, bool) {
	if len(n.Artifact) == 0 {
		return artifact.Spec{}, false
	}
	spec, err := artifact.DecodeSpec(n.Artifact)
	return spec, err == nil
}

// readResume is the resource id that a plan marked for resumption.
func readResume(ctx context.Context, private privateReader, diags *diag.Diagnostics) string {
	var id string
	data, d := private.GetKey(ctx, resumeKey)
	diags.Append(d...)
	if len(data) > 0 && json.Unmarshal(data, &id) != nil {
		return ""
	}
	return id
}

func writeResume(ctx context.Context, private privateWriter, resourceID string, diags *diag.Diagnostics) {
	data, err := json.Marshal(resourceID)
	if err != nil {
		diags.Append(errorDiagnostic("Notes could not be written", err))
		return
	}
	diags.Append(private.SetKey(ctx, resumeKey, data)...)
}

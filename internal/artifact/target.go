package artifact

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
)

// WithDefaults returns the target with the values that an empty one stands for,
// where that is not AWS's choice.
func (t Target) WithDefaults() Target {
	t.StorageType = cmp.Or(t.StorageType, StorageTypes[0])
	t.DatabaseInsightsMode = cmp.Or(t.DatabaseInsightsMode, InsightsStandard)
	return t
}

// With returns the target with some settings, by their JSON names, set to other
// values. A name that is no setting, or a value of another type, is an error.
func (t Target) With(settings map[string]any) (Target, error) { return overlay(t, settings) }

// With is [Target.With] for a target as configured.
func (t TargetDB) With(settings map[string]any) (TargetDB, error) { return overlay(t, settings) }

// Validate reports every setting that cannot be right whatever the source
// cluster is, as joined [FieldError]s; nil when there is none.
func (t TargetDB) Validate() error {
	p := &problems{}
	t.validate(p)
	return p.err()
}

func overlay[T any](t T, settings map[string]any) (T, error) {
	const op = "overriding the target's settings"
	text, err := canonical(t)
	if err != nil {
		return t, fmt.Errorf("%s: %w", op, err)
	}
	members := map[string]any{}
	if err := json.Unmarshal(text, &members); err != nil {
		return t, fmt.Errorf("%s: %w", op, err)
	}
	maps.Copy(members, settings)
	if text, err = canonical(members); err != nil {
		return t, fmt.Errorf("%s: %w", op, err)
	}
	var overlaid T
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&overlaid); err != nil {
		return t, fmt.Errorf("%s: %w", op, err)
	}
	return overlaid, nil
}

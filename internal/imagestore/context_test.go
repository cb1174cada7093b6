package imagestore_test

import (
	"context"
	"testing"
)

// background outlives the test's own context, for what is done at its end.
func background(t *testing.T) context.Context {
	t.Helper()
	return context.WithoutCancel(t.Context())
}

package failure_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

func TestErrorNamesOperationObjectAndCause(t *testing.T) {
	cause := errors.New("no such cluster")
	err := error(&failure.Error{Op: "discovering cluster", Object: "orders", Err: cause})
	if got, want := err.Error(), `discovering cluster "orders": no such cluster`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !errors.Is(err, cause) {
		t.Error("the cause is lost")
	}
}

func TestHintNearestTheCauseWins(t *testing.T) {
	inner := &failure.Error{Op: "calling RDS", Err: errors.New("boom"), Hint: "inner"}
	outer := &failure.Error{Op: "cloning", Err: fmt.Errorf("restoring: %w", inner), Hint: "outer"}
	if got := failure.Hint(fmt.Errorf("phase: %w", outer)); got != "inner" {
		t.Errorf("got %q, want the innermost hint", got)
	}
	if got := failure.Hint(errors.New("plain")); got != "" {
		t.Errorf("got %q for an error without a hint", got)
	}
}

func TestJoinedTakesApartWhatWasJoinedAndNothingElse(t *testing.T) {
	first, second := errors.New("first"), errors.New("second")
	wrapped := fmt.Errorf("reading: %w", errors.Join(first, second))
	for name, tc := range map[string]struct {
		err  error
		want []error
	}{
		"nil":     {nil, nil},
		"alone":   {first, []error{first}},
		"joined":  {errors.Join(first, nil, second), []error{first, second}},
		"wrapped": {wrapped, []error{wrapped}},
	} {
		if got := failure.Joined(tc.err); !slices.Equal(got, tc.want) {
			t.Errorf("%s: got %v, want %v", name, got, tc.want)
		}
	}
}

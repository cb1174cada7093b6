package converge

import (
	"errors"
	"fmt"
)

// ErrLeftBehind means that a cluster is gone, and that something around it,
// which costs nothing or next to nothing, is not: its network, or the logs that
// it exported. What would lead a later deletion there is gone.
var ErrLeftBehind = errors.New("the cluster is gone, and this is left, to be deleted by hand")

func leftBehind(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%w: %w", ErrLeftBehind, err)
}

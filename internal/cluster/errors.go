package cluster

import "errors"

var (
	// ErrNotFound is returned by finds, changes and waits when the control
	// plane says that the object does not exist, and only then: a network
	// failure is never "not found".
	ErrNotFound = errors.New("not found")
	// ErrAlreadyExists is returned by creates when the name is taken.
	ErrAlreadyExists = errors.New("already exists")
	// ErrInvalidState is returned when the control plane refuses for the state
	// that the object is in now.
	ErrInvalidState = errors.New("not in a state that allows this")
	// ErrFailed is returned by waits that saw a status from which the object
	// does not recover by itself.
	ErrFailed = errors.New("failed for good")
)

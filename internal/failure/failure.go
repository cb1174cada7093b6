// Package failure holds the one error type that every room uses when it has
// something to tell the user beyond "it did not work": what was being done, to
// which object, why it went wrong, and what to do next; and takes errors apart
// for whoever shows them.
package failure

import (
	"errors"
	"strings"
)

// Error is an error with an address and a way forward. The Terraform glue
// prints Hint in a diagnostic's detail, the command line on a line of its own;
// both use the same words.
type Error struct {
	// Op is what was being done, as a gerund: "restoring cluster".
	Op string
	// Object names the thing it was done to, for example a cluster identifier
	// or an image reference. Empty when there is none.
	Object string
	// Err is the cause. Never nil.
	Err error
	// Hint says what the user can do next, as full sentences. May be empty.
	Hint string
}

// Error renders `op "object": cause`, without the hint.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	if e.Object != "" {
		b.WriteString(` "` + e.Object + `"`)
	}
	b.WriteString(": ")
	b.WriteString(e.Err.Error())
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Hint returns the hint nearest to the root cause of err, since that one knows
// most about what went wrong; "" when nobody along the chain left one.
func Hint(err error) string {
	hint := ""
	for {
		var e *Error
		if !errors.As(err, &e) {
			return hint
		}
		if e.Hint != "" {
			hint = e.Hint
		}
		err = e.Err
	}
}

// Joined returns the errors that [errors.Join] put together in err; err alone
// when it is none of those, and nothing for nil.
func Joined(err error) []error {
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		return joined.Unwrap()
	}
	if err == nil {
		return nil
	}
	return []error{err}
}

package wire

import (
	"fmt"
	"net/http"
)

// Error is a refusal as AWS words it: the code on the wire (not the exception's
// class name), the HTTP status and the message.
type Error struct {
	Code    string
	Status  int
	Message string
}

// Error returns code and message.
func (e *Error) Error() string { return e.Code + ": " + e.Message }

// Refusef is a client's mistake, HTTP 400.
func Refusef(code, format string, args ...any) *Error {
	return &Error{Code: code, Status: http.StatusBadRequest, Message: fmt.Sprintf(format, args...)}
}

// NotFoundf is a refusal for something that is not there, HTTP 404. EC2 and
// Secrets Manager answer 400 for theirs.
func NotFoundf(code, format string, args ...any) *Error {
	return &Error{Code: code, Status: http.StatusNotFound, Message: fmt.Sprintf(format, args...)}
}

// Forbiddenf is a refusal for lack of identity, permission or quota, HTTP 403.
func Forbiddenf(code, format string, args ...any) *Error {
	return &Error{Code: code, Status: http.StatusForbidden, Message: fmt.Sprintf(format, args...)}
}

// InvalidValuef is the refusal that RDS, STS and EC2 share for a value they do
// not take.
func InvalidValuef(format string, args ...any) *Error {
	return Refusef("InvalidParameterValue", format, args...)
}

// InvalidCombinationf is the refusal for parameters that are legal alone but
// not together.
func InvalidCombinationf(format string, args ...any) *Error {
	return Refusef("InvalidParameterCombination", format, args...)
}

// internalFailure is what a client is told of an error that is no refusal. Its
// text goes to the sandbox's log only.
func internalFailure() *Error {
	return &Error{
		Code:    "InternalFailure",
		Status:  http.StatusInternalServerError,
		Message: "The request processing has failed because of an unknown error, exception or failure.",
	}
}

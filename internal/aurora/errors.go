package aurora

import (
	"errors"
	"slices"
	"strings"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// APIError is AWS's refusal of a call, in AWS's words.
type APIError struct {
	// Code is the code on the wire, such as DBClusterNotFoundFault.
	Code string
	// Message is AWS's text.
	Message string
	// RequestID is what AWS's support asks for; may be empty.
	RequestID string

	kind  error // one of the cluster room's errors, or nil
	cause error
}

// Error renders `Code: message (request ID ...)`.
func (e *APIError) Error() string {
	var b strings.Builder
	b.WriteString(e.Code)
	if e.Message != "" {
		b.WriteString(": ")
		b.WriteString(strings.TrimSuffix(e.Message, "."))
	}
	if e.RequestID != "" {
		b.WriteString(" (request ID " + e.RequestID + ")")
	}
	return b.String()
}

// ErrorCode is Code, for callers that know AWS's codes and not this room.
func (e *APIError) ErrorCode() string { return e.Code }

// ErrorMessage is Message, for the same callers.
func (e *APIError) ErrorMessage() string { return e.Message }

// Unwrap returns the kind of the refusal, such as [cluster.ErrNotFound], and
// the SDK's own error.
func (e *APIError) Unwrap() []error {
	if e.kind == nil {
		return []error{e.cause}
	}
	return []error{e.kind, e.cause}
}

// explain gives an error of the SDK its address: what was being done, to which
// object, what AWS said, and what to do about it. Only the codes in notFound
// mean that the object itself does not exist; a missing neighbour, such as a
// subnet group in a restore, does not. A nil error stays nil.
func explain(op, object string, err error, notFound ...string) error {
	if err == nil {
		return nil
	}
	api, answered := errors.AsType[smithy.APIError](err)
	if !answered {
		return &failure.Error{Op: op, Object: object, Err: err, Hint: hintWithoutCode(err)}
	}
	refusal := &APIError{Code: api.ErrorCode(), Message: api.ErrorMessage(), kind: kinds[api.ErrorCode()], cause: err}
	if slices.Contains(notFound, refusal.Code) {
		refusal.kind = cluster.ErrNotFound
	}
	if response, ok := errors.AsType[*awshttp.ResponseError](err); ok {
		refusal.RequestID = response.ServiceRequestID()
	}
	return &failure.Error{Op: op, Object: object, Err: refusal, Hint: hints[refusal.Code]}
}

// codeOf returns AWS's error code, "" when AWS did not answer.
func codeOf(err error) string {
	if api, ok := errors.AsType[smithy.APIError](err); ok {
		return api.ErrorCode()
	}
	return ""
}

// The codes on the wire of objects that do not exist. Some differ from the
// name of the exception (RDS service model, error.code).
const (
	codeClusterNotFound       = "DBClusterNotFoundFault"
	codeInstanceNotFound      = "DBInstanceNotFound"
	codeInstanceNotFoundFault = "DBInstanceNotFoundFault"
	codeSubnetGroupNotFound   = "DBSubnetGroupNotFoundFault"
	codeSnapshotNotFound      = "DBClusterSnapshotNotFoundFault"
	// DescribeDBClusterParameterGroups answers with the former.
	codeParameterGroupNotFound        = "DBParameterGroupNotFound"
	codeClusterParameterGroupNotFound = "DBClusterParameterGroupNotFound"
	codeGroupNotFound                 = "InvalidGroup.NotFound"
	codeGroupIDNotFound               = "InvalidGroupId.NotFound"
	codeSubnetNotFound                = "InvalidSubnetID.NotFound"
	codeResourceNotFound              = "ResourceNotFoundFault"
)

// kinds are the codes that callers act upon.
var kinds = map[string]error{
	"DBClusterAlreadyExistsFault":    cluster.ErrAlreadyExists,
	"DBInstanceAlreadyExists":        cluster.ErrAlreadyExists,
	"DBInstanceAlreadyExistsFault":   cluster.ErrAlreadyExists,
	"DBSubnetGroupAlreadyExists":     cluster.ErrAlreadyExists,
	"InvalidGroup.Duplicate":         cluster.ErrAlreadyExists,
	"InvalidDBClusterStateFault":     cluster.ErrInvalidState,
	"InvalidDBInstanceState":         cluster.ErrInvalidState,
	"InvalidDBInstanceStateFault":    cluster.ErrInvalidState,
	"InvalidDBSubnetGroupStateFault": cluster.ErrInvalidState,
	"InvalidResourceStateFault":      cluster.ErrInvalidState,
	"DependencyViolation":            cluster.ErrInvalidState,
}

package wire

import (
	"context"
	"encoding/json"
	"strings"
)

// Protocol is how a service's answers and refusals are enveloped.
type Protocol int

// The protocols that the sandbox serves.
const (
	Query Protocol = iota
	EC2Query
	JSON
	RESTJSON
)

// Operation runs one call and returns its result, a struct for the answer's
// body, or an *Error, or an error that the client sees as InternalFailure.
type Operation func(ctx context.Context, r *Request) (any, error)

// Service is one AWS service: its protocol, its XML namespace and what it can do.
type Service struct {
	Name       string
	Protocol   Protocol
	Namespace  string
	Operations map[string]Operation
	// Unsigned names the operations that need no credentials.
	Unsigned map[string]bool
}

// QueryOperation makes an Operation of a function that takes its parameters
// decoded (see Decode).
func QueryOperation[In any](run func(context.Context, *Request, *In) (any, error)) Operation {
	return func(ctx context.Context, r *Request) (any, error) {
		in := new(In)
		if err := Decode(r.Action, r.Form, in); err != nil {
			return nil, err
		}
		return run(ctx, r, in)
	}
}

// JSONOperation makes an Operation of a function that takes its JSON body
// decoded; a member that In does not have is refused by name.
func JSONOperation[In any](run func(context.Context, *Request, *In) (any, error)) Operation {
	return func(ctx context.Context, r *Request) (any, error) {
		in := new(In)
		if len(r.Body) > 0 {
			dec := json.NewDecoder(strings.NewReader(string(r.Body)))
			dec.DisallowUnknownFields()
			if err := dec.Decode(in); err != nil {
				code := "InvalidRequestException"
				if r.Service == RDSData {
					code = "BadRequestException"
				}
				return nil, Refusef(code, "The sandbox does not take this body for %s: %s", r.Action, err)
			}
		}
		return run(ctx, r, in)
	}
}

// Run finds the operation that the request names and runs it. Without
// credentials only the unsigned operations are run.
func (s *Service) Run(ctx context.Context, r *Request) (any, error) {
	operation := s.Operations[r.Action]
	if operation == nil {
		code := "InvalidAction"
		if s.Protocol == JSON || s.Protocol == RESTJSON {
			code = "UnknownOperationException"
		}
		return nil, Refusef(code, "The sandbox does not serve the action %s of %s.", r.Action, s.Name)
	}
	if r.AccessKey == "" && !s.Unsigned[r.Action] {
		code := "MissingAuthenticationToken"
		if s.Protocol == RESTJSON {
			code = "MissingAuthenticationTokenException"
		}
		return nil, Forbiddenf(code, "Request is missing Authentication Token")
	}
	return operation(ctx, r)
}

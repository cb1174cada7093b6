package sandbox

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sigv4"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// denied words a signature's problem as the service does. The query services'
// codes: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/CommonErrors.html;
// EC2's: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html;
// the JSON services name exceptions, and answer 400, or 403 in the REST protocol.
func denied(service *wire.Service, err error) error {
	var problem *sigv4.Error
	if !errors.As(err, &problem) {
		return fmt.Errorf("verifying a signature: %w", err)
	}
	refusal := &wire.Error{Message: problem.Message, Status: http.StatusBadRequest}
	named := service.Protocol == wire.JSON || service.Protocol == wire.RESTJSON
	switch problem.Problem {
	case sigv4.Missing:
		refusal.Code, refusal.Status = "MissingAuthenticationToken", http.StatusForbidden
		if named {
			refusal.Code, refusal.Status = "MissingAuthenticationTokenException", http.StatusBadRequest
		}
	case sigv4.Incomplete:
		refusal.Code = "IncompleteSignature"
		if named {
			refusal.Code = "IncompleteSignatureException"
		}
	case sigv4.Expired:
		refusal.Code = "RequestExpired"
		if named {
			refusal.Code = "InvalidSignatureException"
		}
	case sigv4.Mismatch:
		switch service.Protocol {
		case wire.JSON, wire.RESTJSON:
			refusal.Code = "InvalidSignatureException"
		case wire.EC2Query:
			return authFailure()
		case wire.Query:
			refusal.Code, refusal.Status = "SignatureDoesNotMatch", http.StatusForbidden
		}
	}
	if service.Protocol == wire.RESTJSON {
		refusal.Status = http.StatusForbidden
	}
	return refusal
}

// unknownKey refuses an access key that nobody has, or a token that is not its.
func unknownKey(service *wire.Service) error {
	const message = "The security token included in the request is invalid."
	switch service.Protocol {
	case wire.EC2Query:
		return authFailure()
	case wire.JSON:
		return wire.Refusef("UnrecognizedClientException", message)
	case wire.RESTJSON:
		return wire.Forbiddenf("UnrecognizedClientException", message)
	case wire.Query:
	}
	return wire.Forbiddenf("InvalidClientTokenId", message)
}

// expiredToken refuses temporary credentials whose time is over.
func expiredToken(service *wire.Service) error {
	const message = "The security token included in the request is expired"
	switch service.Protocol {
	case wire.EC2Query:
		return wire.Refusef("RequestExpired", "Request has expired.")
	case wire.JSON:
		return wire.Refusef("ExpiredTokenException", message)
	case wire.RESTJSON:
		return wire.Forbiddenf("ExpiredTokenException", message)
	case wire.Query:
	}
	return wire.Forbiddenf("ExpiredToken", message)
}

// authFailure is EC2's one answer to everybody it does not know.
func authFailure() error {
	return &wire.Error{Code: "AuthFailure", Status: http.StatusUnauthorized, Message: "AWS was not able to validate the provided access credentials"}
}

package faults

import (
	"cmp"
	"net/http"
	"strings"
)

// Refusal is what the client is told.
type Refusal struct {
	Code    string
	Status  int // HTTP
	Message string
}

// refusal returns what a rule tells a call's client; nil when the fault is of
// another kind.
func (r Rule) refusal(c Call) *Refusal {
	switch r.Fault {
	case Throttling:
		return throttling(c.Service)
	case InternalFailure:
		code := "InternalFailure"
		if c.Service == "ec2" {
			code = "InternalError"
		}
		return &Refusal{code, http.StatusInternalServerError, "The request processing has failed because of an unknown error, exception or failure."}
	case ServiceUnavailable:
		return &Refusal{"ServiceUnavailable", http.StatusServiceUnavailable, "The request has failed due to a temporary failure of the server."}
	case NoCapacity:
		return noCapacity(c.Operation)
	case Refuse:
		return &Refusal{r.Code, cmp.Or(r.HTTPStatus, http.StatusBadRequest), cmp.Or(r.Message, "The sandbox was told to refuse this call.")}
	default:
		return nil
	}
}

// throttling is how each service says that there were too many calls.
// EC2: https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html.
func throttling(service string) *Refusal {
	switch service {
	case "ec2":
		return &Refusal{"RequestLimitExceeded", http.StatusServiceUnavailable, "Request limit exceeded."}
	case "secretsmanager", "rds-data":
		return &Refusal{"ThrottlingException", http.StatusBadRequest, "Rate exceeded"}
	}
	return &Refusal{"Throttling", http.StatusBadRequest, "Rate exceeded"}
}

// noCapacity is how RDS says that there is no room: for a cluster's volume, or
// for an instance. The texts are those of RDS's API model.
func noCapacity(operation string) *Refusal {
	if strings.Contains(operation, "DBInstance") {
		return &Refusal{
			"InsufficientDBInstanceCapacity", http.StatusBadRequest,
			"The specified DB instance class isn't available in the specified Availability Zone.",
		}
	}
	return &Refusal{
		"InsufficientStorageClusterCapacity", http.StatusBadRequest,
		"There is insufficient storage available for the current action. You might be able to resolve this error by updating " +
			"your subnet group to use different Availability Zones that have more storage available.",
	}
}

package sandbox

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Request is one call as Config.OnRequest is told of it.
type Request struct {
	At        time.Time `json:"at"` // it came in
	ID        string    `json:"id"`
	Service   string    `json:"service"` // "rds", "ec2", "sts", "secretsmanager", "rds-data"
	Region    string    `json:"region"`
	AccessKey string    `json:"access_key,omitempty"`
	Action    string    `json:"action"` // "DescribeDBClusters"
	// Params are the parameters as the client named them (`Tags.Tag.1.Key`), with
	// secrets replaced by Redacted.
	Params map[string]string `json:"params,omitempty"`
	Status int               `json:"status"`         // HTTP status
	Code   string            `json:"code,omitempty"` // AWS's error code, "" when the call succeeded
	Took   time.Duration     `json:"took_ns"`
	// Faults are what was done to the call on purpose; with a dropped connection
	// Status is 0.
	Faults []faults.Fault `json:"faults,omitempty"`
}

// Redacted stands in place of a secret.
const Redacted = "REDACTED"

// secretWords are what the names of parameters with secrets in them contain.
var secretWords = []string{"password", "secretstring", "secretbinary", "webidentitytoken", "tokencode", "sessiontoken"}

// statementParts are the Data API's parameters that may hold anything.
var statementParts = map[string]bool{"sql": true, "parameters": true, "parameterSets": true}

func isSecret(parameter string) bool {
	lower := strings.ToLower(parameter)
	if strings.HasPrefix(lower, "manage") || strings.HasPrefix(lower, "rotate") {
		return false // ManageMasterUserPassword is true or false
	}
	for _, word := range secretWords {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return false
}

func requestOf(r *wire.Request, met []faults.Fault, status int, code string, began time.Time) Request {
	took := time.Since(began)
	out := Request{
		At: began.UTC(), AccessKey: r.AccessKey, ID: r.ID, Service: r.Service, Region: r.Region, Action: r.Action, Params: map[string]string{}, Status: status, Code: code, Took: took,
		Faults: met,
	}
	for name := range r.Form {
		if name != "Action" && name != "Version" {
			out.Params[name] = r.Form.Get(name)
		}
	}
	var body map[string]json.RawMessage
	if json.Unmarshal(r.Body, &body) == nil {
		for name, value := range body {
			out.Params[name] = strings.Trim(string(value), `"`)
		}
	}
	for name := range out.Params {
		if isSecret(name) || r.Service == wire.RDSData && statementParts[name] {
			out.Params[name] = Redacted
		}
	}
	return out
}

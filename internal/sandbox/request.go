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
	ID      string
	Service string // "rds", "ec2", "sts", "secretsmanager"
	Region  string
	Action  string // "DescribeDBClusters"
	// Params are the parameters as the client named them (`Tags.Tag.1.Key`), with
	// secrets replaced by Redacted.
	Params map[string]string
	Status int    // HTTP status
	Code   string // AWS's error code, "" when the call succeeded
	Took   time.Duration
	// Faults are what was done to the call on purpose; with a dropped connection
	// Status is 0.
	Faults []faults.Fault
}

// Redacted stands in place of a secret.
const Redacted = "REDACTED"

// secretWords are what the names of parameters with secrets in them contain.
var secretWords = []string{"password", "secretstring", "secretbinary", "webidentitytoken", "tokencode", "sessiontoken"}

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

func requestOf(r *wire.Request, met []faults.Fault, status int, code string, took time.Duration) Request {
	out := Request{
		ID: r.ID, Service: r.Service, Region: r.Region, Action: r.Action, Params: map[string]string{}, Status: status, Code: code, Took: took,
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
		if isSecret(name) {
			out.Params[name] = Redacted
		}
	}
	return out
}

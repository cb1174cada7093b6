package sandbox

import (
	"encoding/json"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/faults"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/rds"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// callOf is a request as the rules for faults see it.
func callOf(r *wire.Request) faults.Call {
	call := faults.Call{Service: r.Service, Operation: r.Action}
	for name := range r.Form {
		switch value := r.Form.Get(name); {
		case strings.HasSuffix(name, "Identifier"):
			call.Targets = append(call.Targets, value)
		case name == "ResourceName": // an ARN, which ends in cluster:orders
			call.Targets = append(call.Targets, value[strings.LastIndex(value, ":")+1:])
		}
	}
	if r.Service == wire.RDSData {
		var in struct{ ResourceARN string }
		_ = json.Unmarshal(r.Body, &in) // what it is for is refused later, if it is nothing
		call.Targets = append(call.Targets, in.ResourceARN[strings.LastIndex(in.ResourceARN, ":")+1:])
	}
	return call
}

// fateOf is a status to be met by what a request is about: the instance that it
// names, or else the cluster, which for a restore is the new one.
func fateOf(r *wire.Request, status string) rds.Fate {
	if id := r.Form.Get("DBInstanceIdentifier"); id != "" {
		return rds.Fate{Instance: true, ID: id, Status: status}
	}
	return rds.Fate{ID: r.Form.Get("DBClusterIdentifier"), Status: status}
}

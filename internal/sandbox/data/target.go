package data

import (
	"context"
	"encoding/json"
	"slices"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// address is what every call names.
type address struct {
	ResourceARN string `json:"resourceArn"`
	SecretARN   string `json:"secretArn"`
}

// target is a cluster, and who is to log in there.
type target struct {
	cluster string // resource id
	writer  string // resource id
	login   session.Login
}

// find returns what a call is for, or refuses it for what the cluster or the
// secret are.
func (p *API) find(ctx context.Context, r *wire.Request, in address) (target, error) {
	if in.ResourceARN == "" || in.SecretARN == "" {
		name := "secretArn"
		if in.ResourceARN == "" {
			name = "resourceArn"
		}
		return target{}, wire.Refusef("ValidationException", "1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null", name)
	}
	var found target
	serverless := false
	err := p.Control.Look(ctx, func(a *account.Account) error {
		cl := a.FindCluster(r.Region, in.ResourceARN)
		// A cluster that is not there is answered like one without the endpoint.
		if cl == nil || cl.ARN(r.Region) != in.ResourceARN || !cl.HTTPEndpoint {
			return wire.Refusef("HttpEndpointNotEnabledException", "HttpEndpoint is not enabled for resource %s", in.ResourceARN)
		}
		if err := serves(a, cl); err != nil {
			return err
		}
		user, password, err := credentials(a, r.Region, in.SecretARN)
		serverless = cl.ServerlessV2Scaling != nil
		found = target{cl.ResourceID, writerID(a, cl), session.Login{Engine: cl.Engine, Address: cl.Address, Port: cl.Port, User: user, Password: password}}
		return err
	})
	if err != nil || !serverless {
		return found, err
	}
	paused, err := p.Control.Wake(found.cluster)
	if err == nil && paused {
		err = wire.Refusef("DatabaseResumingException", "The Aurora DB instance %s is resuming after being auto-paused. Please wait a few seconds and try again.", found.writer)
	}
	return found, err
}

// writerID is the resource id of a cluster's writer, "" when it has none.
func writerID(a *account.Account, cl *account.Cluster) string {
	for _, i := range a.LiveMembers(cl.ResourceID) {
		if i.Writer {
			return i.ResourceID
		}
	}
	return ""
}

// serves refuses a cluster that no statement can be run on now.
func serves(a *account.Account, cl *account.Cluster) error {
	switch status := cl.Status(); status {
	case "creating", account.Stopped, "stopping", "starting", "deleting", account.Failed, account.CloningFailed, account.KeyLost, account.KeyLost + "-recoverable":
		return wire.Refusef("InvalidResourceStateException", "The DB cluster %s is in the state %s, in which no statement can be run.", cl.ID, status)
	}
	members := a.LiveMembers(cl.ResourceID)
	if len(members) == 0 {
		return wire.NotFoundf("DatabaseNotFoundException", "The DB cluster doesn't have a DB instance.")
	}
	at := slices.IndexFunc(members, func(i *account.Instance) bool { return i.Writer })
	if at < 0 {
		return unavailable()
	}
	writer := members[at]
	if account.Burstable(writer.Class) {
		return wire.Refusef("InvalidResourceStateException", "The RDS Data API isn't supported for the DB instance class %s.", writer.Class)
	}
	switch a.InstanceStatus(writer) {
	case "creating", "rebooting", "failed":
		return unavailable()
	}
	return nil
}

// credentials returns user and password of a secret.
func credentials(a *account.Account, region, id string) (user, password string, err error) {
	s := a.FindSecret(region, id)
	if s == nil || !s.Deleted.IsZero() {
		return "", "", wire.Refusef("SecretsErrorException", "Secrets Manager can't find the specified secret. (%s)", id)
	}
	var held struct{ Username, Password string }
	if json.Unmarshal([]byte(s.Text()), &held) != nil || held.Username == "" || held.Password == "" {
		return "", "", wire.Refusef("InvalidSecretException", "The Secrets Manager secret used with the request isn't valid: it must be a JSON object with username and password.")
	}
	return held.Username, held.Password, nil
}

// checkSQL refuses a statement that is missing or too long.
func checkSQL(sql string) error {
	switch {
	case sql == "":
		return wire.Refusef("ValidationException", "1 validation error detected: Value null at 'sql' failed to satisfy constraint: Member must not be null")
	case utf8.RuneCountInString(sql) > longestSQL:
		return wire.Refusef("ValidationException", "1 validation error detected: Value at 'sql' failed to satisfy constraint: Member must have length less than or equal to %d", longestSQL)
	}
	return nil
}

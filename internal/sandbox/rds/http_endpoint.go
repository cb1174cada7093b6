package rds

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type httpEndpointInput struct {
	ResourceArn string `aws:",required"`
}

type httpEndpointResult struct {
	ResourceArn         string
	HTTPEndpointEnabled bool `xml:"HttpEndpointEnabled"`
}

func (c *Control) enableHTTPEndpoint(_ context.Context, r *wire.Request, in *httpEndpointInput) (any, error) {
	return c.switchHTTPEndpoint(r, in.ResourceArn, true)
}

func (c *Control) disableHTTPEndpoint(_ context.Context, r *wire.Request, in *httpEndpointInput) (any, error) {
	return c.switchHTTPEndpoint(r, in.ResourceArn, false)
}

func (c *Control) switchHTTPEndpoint(r *wire.Request, arn string, on bool) (any, error) {
	err := c.change(func(a *account.Account, _ time.Time) error {
		cl := a.FindCluster(r.Region, arn)
		if cl == nil || arn != cl.ARN(r.Region) {
			return wire.NotFoundf("ResourceNotFoundFault", "The specified resource %s was not found.", arn)
		}
		if cl.Status() != account.Available || cl.Phases.Has(account.DeleteCluster) {
			return wire.Refusef("InvalidResourceStateFault", "The operation can't be performed because another operation is in progress.")
		}
		if cl.Standing.Serverless {
			return wire.Refusef("InvalidResourceStateFault", "The DB cluster %s is an Aurora Serverless v1 cluster: modify the DB cluster instead.", cl.ID)
		}
		for _, i := range a.LiveMembers(cl.ResourceID) {
			if on && account.Burstable(i.Class) {
				return wire.InvalidCombinationf("The RDS Data API isn't supported for the DB instance class %s of the DB instance %s.", i.Class, i.ID)
			}
		}
		cl.HTTPEndpoint = on
		return nil
	})
	return httpEndpointResult{arn, on}, err
}

package conformance_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/policy"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// newDenied makes a world whose caller lacks permissions, with the cluster "orders".
func newDenied(t *testing.T) *world {
	t.Helper()
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.Engines = sandbox.NoEngines
		c.Denials = []policy.Denial{
			{Action: "rds:CreateDBCluster", Resource: "subgrp:default"},
			{Action: "rds:CreateDBCluster", Resource: "cluster:forbidden", Organization: true},
			{Action: "rds:RestoreDBClusterToPointInTime", Resource: "cluster-pg:*"},
			{Action: "secretsmanager:CreateSecret"},
			{Action: "rds:CreateDBClusterSnapshot", Resource: "cluster-snapshot:*"},
			{Action: "rds:AddTagsToResource"},
		}
	}))
	w := &world{Clients: sandboxtest.ClientsAt(server.URL()), server: server}
	w.subnetGroup(t, "pair", "subnet-0a", "subnet-0b")
	w.newCluster(t, "orders", func(in *createInput) { in.DBSubnetGroupName = aws.String("pair") })
	return w
}

func deniedRows() []row {
	const who, why = "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: ", " because no identity-based policy allows the "
	const arn = "arn:aws:rds:eu-central-1:123456789012:"
	named := rawCreate + "&DBSubnetGroupName=pair"
	return []row{
		refusedRaw("1.7 no permission", rawCreate, 403, "AccessDenied",
			who+"rds:CreateDBCluster on resource: "+arn+"subgrp:default"+why+"rds:CreateDBCluster action</Message>"),
		refusedRaw("1.8 explicit deny in a service control policy", "Action=CreateDBCluster&DBSubnetGroupName=pair&DBClusterIdentifier=Forbidden&Engine=aurora-postgresql", 403,
			"AccessDenied", who+"rds:CreateDBCluster on resource: "+arn+"cluster:forbidden with an explicit deny in a service control policy</Message>"),
		refusedRaw("4.47 no permission on the parameter group", rawRestore+"&DBSubnetGroupName=pair&DBClusterParameterGroupName=Mine", 403, "AccessDenied",
			who+"rds:RestoreDBClusterToPointInTime on resource: "+arn+"cluster-pg:mine"+why),
		refusedRaw("5.13 no permission to create secrets", "Action=CreateDBCluster&DBClusterIdentifier=never&Engine=aurora-postgresql&MasterUsername=u&DBSubnetGroupName=pair"+
			"&ManageMasterUserPassword=true", 403, "AccessDenied", "The user isn&#39;t authorized to create a secret in AWS Secrets Manager. Either grant the user "+
			"permission to create a secret, or create the secret with a different user that has permission."),
		refusedRaw("8.9 no permission for the final snapshot", "Action=DeleteDBCluster&DBClusterIdentifier=orders&FinalDBSnapshotIdentifier=last", 403, "AccessDenied",
			who+"rds:CreateDBClusterSnapshot on resource: "+arn+"cluster-snapshot:last"+why),
		refusedRaw("9.8 no permission for tags at creation", named+"&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b", 403, "AccessDenied",
			who+"rds:AddTagsToResource on resource: "+arn+"cluster:never"+why),
	}
}

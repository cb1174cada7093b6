package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// clients are AWS's own, with what several tests here do with them.
type clients struct{ sandboxtest.Clients }

func clientsOf(s *sandbox.Server, changes ...func(*aws.Config)) clients {
	return clients{sandboxtest.ClientsAt(s.URL(), changes...)}
}

// setPassword changes a cluster's master password and waits until that is done.
func (c clients) setPassword(t *testing.T, id, password string) {
	t.Helper()
	_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{DBClusterIdentifier: &id, MasterUserPassword: &password})
	if err != nil {
		t.Fatal(err)
	}
	c.AwaitCluster(t, id)
}

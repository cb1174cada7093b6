package sandbox_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/jackc/pgx/v5"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// dialVerified logs in as libpq does with sslmode=verify-full and the sandbox's
// bundle; with another name than the endpoint's, as one who resolves that name.
func dialVerified(ctx context.Context, s *sandbox.Server, c rdstypes.DBCluster, name string) error {
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=dbadmin dbname=app sslmode=verify-full sslrootcert=%s",
		aws.ToString(c.Endpoint), aws.ToInt32(c.Port), s.CAFile()))
	if err != nil {
		return err
	}
	config.Password = sandboxtest.Password
	if name != "" {
		config.TLSConfig.ServerName = name
	}
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	return conn.Close(ctx)
}

// checkNames makes sure that a cluster's certificate is good for some names and
// not for others; its endpoint's address is always good.
func checkNames(t *testing.T, s *sandbox.Server, c rdstypes.DBCluster, good, bad []string) {
	t.Helper()
	for _, name := range append([]string{""}, good...) {
		if err := dialVerified(t.Context(), s, c, name); err != nil {
			t.Errorf("for the name %q: %v", name, err)
		}
	}
	for _, name := range bad {
		if err := dialVerified(t.Context(), s, c, name); err == nil {
			t.Errorf("the certificate is good for the name %q", name)
		}
	}
}

func TestCertificatesNameTheEndpoints(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(enginetest.Dir(t), "data")
	first := sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL), dataIn(folder))
	c := clientsOf(first)
	const domain = "sandbox.RDS.localhost"
	old := []string{"orders.cluster-" + domain, "orders.cluster-ro-" + domain, "orders-1." + domain}
	checkNames(t, first, c.Cluster(t, "orders"), old, []string{"orders." + domain, "orders-2." + domain, "sales.cluster-" + domain})

	c.AddInstance(t, "orders", "orders-2")
	checkNames(t, first, c.Cluster(t, "orders"), append(old, "orders-2."+domain), nil)

	if err := modify(func(in *modifyInput) {
		in.NewDBClusterIdentifier, in.ApplyImmediately = aws.String("sales"), aws.Bool(true)
	})(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	c.AwaitCluster(t, "sales")
	// 7.31: the old name stays until a stop and start, also when the sandbox itself
	// is started again.
	checkNames(t, first, c.Cluster(t, "sales"), old, []string{"sales.cluster-" + domain})
	if err := first.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	second := sandboxtest.Start(t, dataIn(folder))
	c = clientsOf(second)
	checkNames(t, second, c.Cluster(t, "sales"), old, []string{"sales.cluster-" + domain})

	if _, err := c.RDS.StopDBCluster(t.Context(), &rds.StopDBClusterInput{DBClusterIdentifier: aws.String("sales")}); err != nil {
		t.Fatal(err)
	}
	c.Cluster(t, "sales")
	if _, err := c.RDS.StartDBCluster(t.Context(), &rds.StartDBClusterInput{DBClusterIdentifier: aws.String("sales")}); err != nil {
		t.Fatal(err)
	}
	c.AwaitCluster(t, "sales")
	checkNames(t, second, c.Cluster(t, "sales"), []string{"sales.cluster-" + domain, "orders-2." + domain}, old[:2])
}

func TestBundleIsOneAuthorityWithoutItsKey(t *testing.T) {
	t.Parallel()
	s := sandboxtest.Start(t)
	bundle, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(bundle) {
		t.Errorf("clients cannot read %s", bundle)
	}
	if _, err := tls.X509KeyPair(bundle, bundle); err == nil {
		t.Error("the bundle holds the authority's key")
	}
	info, err := os.Stat(filepath.Join(filepath.Dir(s.CAFile()), "ca-key.pem"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key's file: %v, %v", info, err)
	}
}

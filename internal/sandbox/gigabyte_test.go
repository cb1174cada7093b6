package sandbox_test

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// gigabyteSQL is the bank with a gigabyte beside it.
const gigabyteSQL = bankSQL + `
CREATE TABLE history (id int PRIMARY KEY, filler text NOT NULL);
INSERT INTO history SELECT n, repeat(md5(n::text), 55) FROM generate_series(1, 500000) n;
`

// BenchmarkCloneOfAGigabyteUnderWrites clones a source of a gigabyte that two
// sessions keep writing to, and makes sure that the clone is as of one moment.
func BenchmarkCloneOfAGigabyteUnderWrites(b *testing.B) {
	folder := filepath.Join(enginetest.Dir(b), "data")
	server := sandboxtest.Start(b, sandboxtest.WithSeed("bank", gigabyteSQL), sandboxtest.WithConfig(func(c *sandbox.Config) { c.Data = folder }))
	c := clientsOf(server)
	out, err := c.RDS.DescribeDBClusters(b.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("bank")})
	if err != nil {
		b.Fatal(err)
	}
	before := usageOf(b, folder)
	moved, stop := keepMoving(b, out.DBClusters[0])
	defer stop()
	for b.Loop() {
		first, began := moved.Load(), time.Now()
		clone, err := c.cloneOf(b.Context(), "copy")
		if err != nil {
			b.Fatal(err)
		}
		took := time.Since(began)
		b.ReportMetric(took.Seconds(), "s/clone")
		b.ReportMetric(float64(moved.Load()-first)/took.Seconds(), "writes/s")
		b.Logf("before %+v, with the clone %+v", before, usageOf(b, folder))
		checkBank(b.Context(), b, clone)
		if err := c.drop(b.Context(), "copy"); err != nil {
			b.Fatal(err)
		}
	}
}

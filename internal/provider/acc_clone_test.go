package provider_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

const (
	imageAddress   = "dbartifact_image.orders"
	clusterAddress = "dbartifact_cluster.clone"
	clonePassword  = "only-for-the-clone"
)

var sha256Digest = regexp.MustCompile(`^sha256:[0-9a-f]{64}$`)

// archiveImage is an image of the source "orders" in an archive.
func archiveImage(path string) string {
	return fmt.Sprintf(`
resource "dbartifact_image" "orders" {
  store        = "archive"
  archive_path = %q
  source_db    = { source_db_cluster_id = "orders" }
  target_db    = { instance_type = "db.t4g.medium" }
}
`, path)
}

// cloneOf is a cluster made from it; more is further attributes.
func cloneOf(more string) string {
	return `
resource "dbartifact_cluster" "clone" {
  image              = dbartifact_image.orders.reference
  cluster_identifier = "clone"
  ` + more + `
}
`
}

func TestCloneAnswersWithTheSourcesRows(t *testing.T) {
	startSandbox(t)
	archive := filepath.Join(t.TempDir(), "orders.tar")
	config := archiveImage(archive) + cloneOf(`
  master_password_wo         = "`+clonePassword+`"
  master_password_wo_version = 1
  allowed_cidr_blocks        = ["127.0.0.1/32"]
  tags                       = { team = "orders" }
`)
	planned := statecheck.CompareValue(compare.ValuesSame())
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy: func(*terraform.State) error {
			return nothingLeft(t.Context())
		},
		Steps: []resource.TestStep{
			{
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{
						plancheck.ExpectKnownValue(imageAddress, tfjsonpath.New("digest"), knownvalue.StringRegexp(sha256Digest)),
						plancheck.ExpectKnownValue(imageAddress, tfjsonpath.New("image_id"), knownvalue.StringRegexp(sha256Digest)),
						plancheck.ExpectKnownValue(imageAddress, tfjsonpath.New("spec").AtMapKey("source").AtMapKey("engine"), knownvalue.StringExact("aurora-postgresql")),
						plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instance_class"), knownvalue.StringExact("db.t4g.medium")),
						plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("artifact_digest"), knownvalue.StringRegexp(sha256Digest)),
						plancheck.ExpectUnknownValue(clusterAddress, tfjsonpath.New("endpoint")),
					},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					planned.AddStateValue(imageAddress, tfjsonpath.New("artifact_digest")),
					planned.AddStateValue(clusterAddress, tfjsonpath.New("artifact_digest")),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("master_password_wo"), knownvalue.Null()),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("master_user_secret_arn"), knownvalue.Null()),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instances"), knownvalue.ListSizeExact(1)),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instances").AtSliceIndex(0).AtMapKey("identifier"), knownvalue.StringExact("clone-1")),
				},
				Check: func(s *terraform.State) error { return cloneHoldsTheRows(t, s) },
			},
			{
				Config:   config,
				PlanOnly: true,
			},
		},
	})
	if got := sourceCount(t, `select count(*) from orders`); got != 1000 {
		t.Errorf("the source has %d orders after everything, want 1000", got)
	}
}

// cloneHoldsTheRows looks at the clone with its own password, writes to it, and
// makes sure that neither the write nor the password reaches the source.
func cloneHoldsTheRows(t *testing.T, s *terraform.State) error {
	t.Helper()
	attributes := s.RootModule().Resources[clusterAddress].Primary.Attributes
	host, user := attributes["endpoint"], attributes["master_username"]
	port, err := strconv.ParseInt(attributes["port"], 10, 64)
	if err != nil {
		return err
	}
	rows, err := query(t.Context(), host, port, user, clonePassword, `select count(*) from orders join customers c on c.id = customer_id`)
	if err != nil {
		return fmt.Errorf("reading the clone: %w", err)
	}
	if rows != 1000 {
		return fmt.Errorf("the clone has %d orders, want 1000", rows)
	}
	left, err := query(t.Context(), host, port, user, clonePassword, `with gone as (delete from orders returning 1) select count(*) from gone`)
	if err != nil || left != 1000 {
		return fmt.Errorf("emptying the clone: %d rows, %w", left, err)
	}
	if got := sourceCount(t, `select count(*) from orders`); got != 1000 {
		return fmt.Errorf("a write to the clone reached the source: it has %d orders", got)
	}
	if _, err := query(t.Context(), host, port, user, sandboxtest.Password, `select 1`); err == nil {
		return fmt.Errorf("the clone still takes the source's password")
	}
	return nil
}

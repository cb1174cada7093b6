package provider_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
	"github.com/hashicorp/terraform-plugin-testing/compare"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"
	"github.com/hashicorp/terraform-plugin-testing/knownvalue"
	"github.com/hashicorp/terraform-plugin-testing/plancheck"
	"github.com/hashicorp/terraform-plugin-testing/statecheck"
	"github.com/hashicorp/terraform-plugin-testing/terraform"
	"github.com/hashicorp/terraform-plugin-testing/tfjsonpath"
)

func TestClusterSettingsChangeInPlace(t *testing.T) {
	startSandbox(t)
	image := archiveImage(filepath.Join(t.TempDir(), "orders.tar"))
	same := statecheck.CompareValue(compare.ValuesSame())
	resourceID := tfjsonpath.New("cluster_resource_id")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			{
				Config:            image + cloneOf(`inherit_master_password = true`),
				ConfigStateChecks: []statecheck.StateCheck{same.AddStateValue(clusterAddress, resourceID)},
			},
			{
				Config: image + cloneOf(`
  inherit_master_password      = true
  instance_class               = "db.r6g.large"
  instance_count               = 2
  backup_retention_period      = 3
  preferred_backup_window      = "02:00-02:30"
  preferred_maintenance_window = "Sun:04:00-Sun:04:30"
  allowed_cidr_blocks          = ["10.0.0.0/8", "192.168.0.0/16"]
  wait_for_readers             = true
  tags                         = { team = "orders" }
`),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					same.AddStateValue(clusterAddress, resourceID),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instances"), knownvalue.ListSizeExact(2)),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("tags_all").AtMapKey("team"), knownvalue.StringExact("orders")),
				},
			},
			{
				Config: image + cloneOf(`inherit_master_password = true`),
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{
						plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate),
						plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instance_class"), knownvalue.StringExact("db.t4g.medium")),
						plancheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("backup_retention_period"), knownvalue.Int64Exact(1)),
					},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					same.AddStateValue(clusterAddress, resourceID),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("instances"), knownvalue.ListSizeExact(1)),
				},
			},
		},
	})
}

func TestClusterIsImportedByIdentifier(t *testing.T) {
	startSandbox(t)
	config := archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf("allowed_cidr_blocks = [\"10.0.0.0/8\"]\ntags = { team = \"orders\" }")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: config},
			{
				ResourceName: clusterAddress, ImportState: true, ImportStateId: "clone",
				ImportStateVerify: true, ImportStateVerifyIdentifierAttribute: "cluster_identifier",
				ImportStateVerifyIgnore: []string{"image", "phases", "final_snapshot_identifier", "timeouts"},
			},
			{
				ResourceName: clusterAddress, ImportState: true, ImportStateId: "arn:aws:rds:eu-central-1:123456789012:cluster:clone",
				ExpectError: regexp.MustCompile(`Cluster is elsewhere`),
			},
			{
				ResourceName: clusterAddress, ImportState: true, ImportStateId: "nobody",
				ExpectError: regexp.MustCompile(`(?i)non-existent remote object`),
			},
		},
	})
}

func TestClusterDriftIsShownAndPutBack(t *testing.T) {
	startSandbox(t)
	config := archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf(`inherit_master_password = true`)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() {
					modifyClone(t, &rds.ModifyDBClusterInput{BackupRetentionPeriod: aws.Int32(9), DeletionProtection: aws.Bool(true)})
				},
				Config: config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionUpdate)},
					PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
				},
				ConfigStateChecks: []statecheck.StateCheck{
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("backup_retention_period"), knownvalue.Int64Exact(1)),
					statecheck.ExpectKnownValue(clusterAddress, tfjsonpath.New("deletion_protection"), knownvalue.Bool(false)),
				},
			},
			{
				PreConfig: func() { tagClone(t, "added-by", "hand") },
				Config:    config, PlanOnly: true, ExpectNonEmptyPlan: true,
			},
		},
	})
}

func TestClusterDisappearsAndIsMadeAgain(t *testing.T) {
	startSandbox(t)
	config := archiveImage(filepath.Join(t.TempDir(), "orders.tar")) + cloneOf(`inherit_master_password = true`)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			{Config: config},
			{
				PreConfig: func() { deleteClone(t) },
				Config:    config,
				ConfigPlanChecks: resource.ConfigPlanChecks{
					PreApply: []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, plancheck.ResourceActionCreate)},
				},
			},
		},
	})
}

func TestRefreshTriggersAndAnotherSourceReplaceTheCluster(t *testing.T) {
	startSandbox(t)
	image := archiveImage(filepath.Join(t.TempDir(), "orders.tar"))
	differs := statecheck.CompareValue(compare.ValuesDiffer())
	step := func(config string, action plancheck.ResourceActionType) resource.TestStep {
		return resource.TestStep{
			Config: config,
			ConfigPlanChecks: resource.ConfigPlanChecks{
				PreApply:             []plancheck.PlanCheck{plancheck.ExpectResourceAction(clusterAddress, action)},
				PostApplyPostRefresh: []plancheck.PlanCheck{plancheck.ExpectEmptyPlan()},
			},
			ConfigStateChecks: []statecheck.StateCheck{differs.AddStateValue(clusterAddress, tfjsonpath.New("cluster_resource_id"))},
		}
	}
	elsewhere := regexp.MustCompile(`target_db .*`).ReplaceAllString(image, `target_db = { instance_type = "db.t4g.medium", subnet_ids = ["subnet-0a", "subnet-0b"] }`)
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		CheckDestroy:             func(*terraform.State) error { return nothingLeft(t.Context()) },
		Steps: []resource.TestStep{
			step(image+cloneOf(`refresh_triggers = { week = "1" }`), plancheck.ResourceActionCreate),
			step(image+cloneOf(`refresh_triggers = { week = "2" }`), plancheck.ResourceActionDestroyBeforeCreate),
			step(elsewhere+cloneOf(`refresh_triggers = { week = "2" }`), plancheck.ResourceActionDestroyBeforeCreate),
		},
	})
}

func TestDeletionProtectionStopsDestroyBeforeAnythingIsGone(t *testing.T) {
	startSandbox(t)
	image := archiveImage(filepath.Join(t.TempDir(), "orders.tar"))
	guarded := image + cloneOf("inherit_master_password = true\ndeletion_protection = true")
	resource.UnitTest(t, resource.TestCase{
		ProtoV6ProviderFactories: factories(t),
		Steps: []resource.TestStep{
			{Config: guarded},
			{Config: guarded, Destroy: true, ExpectError: regexp.MustCompile(`(?i)deletion\s+protection`)},
			{
				Config: image + cloneOf(`inherit_master_password = true`),
				Check: func(*terraform.State) error {
					out, err := rdsClient(t).DescribeDBInstances(t.Context(), &rds.DescribeDBInstancesInput{DBInstanceIdentifier: aws.String("clone-1")})
					if err != nil || len(out.DBInstances) != 1 {
						return fmt.Errorf("the refused destroy took the instance: %w", err)
					}
					return nil
				},
			},
		},
	})
}

func modifyClone(t *testing.T, in *rds.ModifyDBClusterInput) {
	t.Helper()
	in.DBClusterIdentifier, in.ApplyImmediately = aws.String("clone"), aws.Bool(true)
	if _, err := rdsClient(t).ModifyDBCluster(t.Context(), in); err != nil {
		t.Fatal(err)
	}
}

func tagClone(t *testing.T, key, value string) {
	t.Helper()
	client := rdsClient(t)
	out, err := client.DescribeDBClusters(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("clone")})
	if err == nil {
		_, err = client.AddTagsToResource(t.Context(), &rds.AddTagsToResourceInput{
			ResourceName: out.DBClusters[0].DBClusterArn, Tags: []rdstypes.Tag{{Key: aws.String(key), Value: aws.String(value)}},
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// deleteClone takes the clone away behind Terraform's back.
func deleteClone(t *testing.T) {
	t.Helper()
	client := rdsClient(t)
	if _, err := client.DeleteDBInstance(t.Context(), &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("clone-1")}); err != nil {
		t.Fatal(err)
	}
	_, err := client.DeleteDBCluster(t.Context(), &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String("clone"), SkipFinalSnapshot: aws.Bool(true)})
	if err != nil {
		t.Fatal(err)
	}
	gone := rds.NewDBClusterDeletedWaiter(client, func(o *rds.DBClusterDeletedWaiterOptions) { o.MinDelay, o.MaxDelay = pollInterval, pollInterval })
	if err := gone.Wait(t.Context(), &rds.DescribeDBClustersInput{DBClusterIdentifier: aws.String("clone")}, waitTime); err != nil {
		t.Fatal(err)
	}
}

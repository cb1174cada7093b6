package converge_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
)

// changing are the calls that change something; all others only look, or tag.
func changing(r sandbox.Request) bool {
	for _, harmless := range []string{"Describe", "List", "Get", "AddTags", "RemoveTags", "CreateTags"} {
		if strings.HasPrefix(r.Action, harmless) {
			return false
		}
	}
	return true
}

// What a clone costs in calls, and in which order they come, by the sandbox's
// own record.
func TestCloneCostsTheCallsThatItMust(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{InstanceCount: 2})
	consumers, err := c.client.CreateFirewallGroup(t.Context(), cluster.FirewallGroupRequest{
		Name: "consumers", Description: "of a test", VPCID: c.spec.Target.VPCID,
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, tc := range map[string]struct {
		identifier string
		change     func(*converge.Request)
		want       []string // of RDS, in order
	}{
		"inherited password, rules on a group of ours": {
			"copy-a",
			func(q *converge.Request) {
				q.Credentials, q.Access.AllowedCIDRs = cluster.Inherited(), []string{"10.0.0.0/8"}
			},
			[]string{"RestoreDBClusterToPointInTime", "CreateDBInstance", "CreateDBInstance"},
		},
		"managed password, rules on a group of ours": {
			"copy-b",
			func(q *converge.Request) { q.Access.AllowedCIDRs = []string{"10.0.0.0/8"} },
			[]string{"RestoreDBClusterToPointInTime", "ModifyDBCluster", "CreateDBInstance", "CreateDBInstance"},
		},
		"managed password, the caller's groups, and everything that opening brings": {
			"copy-c",
			func(q *converge.Request) {
				q.Access.SecurityGroupIDs = []string{consumers.ID}
				q.Target.PreferredMaintenanceWindow, q.Target.PreferredBackupWindow = "sun:04:00-sun:04:30", "02:00-02:30"
				q.Target.EnabledCloudwatchLogsExports, q.Target.DatabaseInsightsMode = []string{"postgresql"}, artifact.InsightsAdvanced
				q.Target.IAMDatabaseAuthenticationEnabled, q.DeletionProtection, q.HTTPEndpoint = true, true, true
				q.Target.StorageType, q.Target.CopyTagsToSnapshot, q.Target.BackupRetentionPeriod = "aurora-iopt1", true, 7
				q.Target.EngineLifecycleSupport, q.Target.Port = "open-source-rds-extended-support-disabled", 6543
				q.Target.ServerlessV2Scaling = &artifact.Scaling{MinCapacity: 0.5, MaxCapacity: 8}
			},
			[]string{
				"RestoreDBClusterToPointInTime", "ModifyDBCluster", "CreateDBInstance", "CreateDBInstance", "EnableHttpEndpoint", "ModifyDBCluster",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			q := c.request(tc.change)
			q.Identifier, q.WaitForReaders = tc.identifier, true
			c.forget()
			verbs := converge.New(c.client, converge.Options{})
			outcome, err := verbs.Create(t.Context(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, r := range c.heard() {
				if r.Service == "rds" && r.Status < 300 && changing(r) {
					got = append(got, r.Action)
				}
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("the calls are %v, want %v", got, tc.want)
			}
			c.opensLast(t)

			// Nothing was dropped on the way: an update finds nothing to change.
			c.forget()
			if _, err := verbs.Update(t.Context(), outcome.Cluster.ResourceID, q, q, nil); err != nil {
				t.Fatal(err)
			}
			for _, r := range c.heard() {
				if changing(r) {
					t.Errorf("an update to the same calls %s with %v", r.Action, r.Params)
				}
			}
		})
	}
}

// opensLast checks that nothing which lets somebody in, or shows statements to
// somebody, comes before every instance has been made and the writer is there.
func (c *cloud) opensLast(t *testing.T) {
	t.Helper()
	made, opened := -1, -1
	for i, r := range c.heard() {
		switch {
		case r.Status >= 300:
		case r.Action == "CreateDBInstance":
			made = i
		case opens(r):
			if opened < 0 {
				opened = i
			}
		case r.Action == "RestoreDBClusterToPointInTime":
			if r.Params["DeletionProtection"] != "false" || r.Params["EnableIAMDatabaseAuthentication"] != "false" || r.Params["VpcSecurityGroupIds.VpcSecurityGroupId.1"] == "" {
				t.Errorf("the clone is not closed from the start: %v", r.Params)
			}
		}
	}
	if opened < made {
		t.Errorf("call %d opens the cluster, call %d makes an instance", opened, made)
	}
}

func opens(r sandbox.Request) bool {
	if strings.HasPrefix(r.Action, "AuthorizeSecurityGroup") || r.Action == "EnableHttpEndpoint" {
		return true
	}
	for name, value := range r.Params {
		for _, opening := range []string{"VpcSecurityGroupIds", "EnableCloudwatchLogsExports", "CloudwatchLogsExportConfiguration", "DatabaseInsightsMode"} {
			if r.Action != "RestoreDBClusterToPointInTime" && strings.HasPrefix(name, opening) {
				return true
			}
		}
		if value == "true" && (name == "EnableIAMDatabaseAuthentication" || name == "DeletionProtection") {
			return true
		}
	}
	return false
}

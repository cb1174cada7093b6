package artifact_test

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func TestValidateNamesTheSettingAndWhatItExpected(t *testing.T) {
	minus := -1
	for _, tc := range []struct {
		name string
		edit func(*artifact.Config)
		want string // "" when it is legal
	}{
		{"only a source", func(*artifact.Config) {}, ""},
		{"an ARN of another partition", func(c *artifact.Config) {
			c.SourceDB.ClusterID = "arn:aws-us-gov:rds:us-gov-west-1:123456789012:cluster:a"
		}, ""},
		{"an instance's ARN", func(c *artifact.Config) { c.SourceDB.ClusterID = "arn:aws:rds:eu-central-1:123456789012:db:a" }, "expected arn:aws:rds:REGION"},
		{"two hyphens", func(c *artifact.Config) { c.SourceDB.ClusterID = "a--b" }, "source_db_cluster_id: got"},
		{"64 characters", func(c *artifact.Config) { c.SourceDB.ClusterID = strings.Repeat("a", 64) }, "at most 63"},
		{"an empty list", func(c *artifact.Config) { c.TargetDB.SubnetIDs = []string{} }, "subnet_ids: got 0"},
		{"empty lists of what belongs to a changelog", func(c *artifact.Config) {
			c.SourceDB.SQLFiles = []string{"schema.sql"}
			c.SourceDB.LiquibaseContexts, c.SourceDB.LiquibaseSearchPaths, c.SourceDB.LiquibaseParameters = []string{}, []string{}, map[string]string{}
		}, ""},
		{"an empty list of SQL files beside a changelog", func(c *artifact.Config) {
			c.SourceDB.SQLFiles, c.SourceDB.LiquibaseChangelogPath = []string{}, "changelog.xml"
		}, ""},
		{"SQL files beside a changelog", func(c *artifact.Config) {
			c.SourceDB.SQLFiles, c.SourceDB.LiquibaseChangelogPath = []string{"schema.sql"}, "changelog.xml"
		}, "expected one of them"},
		{"one subnet", func(c *artifact.Config) { c.TargetDB.SubnetIDs = []string{"subnet-0a"} }, "subnet_ids: got 1"},
		{"one subnet twice", func(c *artifact.Config) { c.TargetDB.SubnetIDs = []string{"subnet-0a", "subnet-0a"} }, `names "subnet-0a" twice`},
		{"two ways to name subnets", func(c *artifact.Config) {
			c.TargetDB.SubnetIDs = []string{"subnet-0a", "subnet-0b"}
			c.TargetDB.DBSubnetGroupName = "g"
		}, "db_subnet_group_name: given together with subnet_ids"},
		{"17 instances", func(c *artifact.Config) { c.TargetDB.InstanceCount = 17 }, "instance_count: got 17, expected 1 to 16"},
		{"a negative tier", func(c *artifact.Config) { c.TargetDB.PromotionTier = &minus }, "promotion_tier: got -1"},
		{"a low port", func(c *artifact.Config) { c.TargetDB.Port = 80 }, "port: got 80, expected 1150 to 65535"},
		{"a database name that is SQL", func(c *artifact.Config) { c.TargetDB.DatabaseName = "a; drop" }, "database_name: got"},
		{"an unknown storage type", func(c *artifact.Config) { c.TargetDB.StorageType = "io1" }, `storage_type: got "io1", expected aurora or aurora-iopt1`},
		{"pausing above zero", func(c *artifact.Config) {
			c.TargetDB.ServerlessV2Scaling = &artifact.Scaling{MinCapacity: 1, MaxCapacity: 2, SecondsUntilAutoPause: 300}
		}, "only such an instance pauses"},
		{"a range upside down", func(c *artifact.Config) {
			c.TargetDB.ServerlessV2Scaling = &artifact.Scaling{MinCapacity: 4, MaxCapacity: 2}
		}, "expected at most max_capacity (2)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := artifact.Config{SourceDB: artifact.SourceDB{ClusterID: "orders"}}
			tc.edit(&c)
			expectProblem(t, c.Validate(), tc.want)
		})
	}
}

func TestValidateWindows(t *testing.T) {
	for _, tc := range []struct{ name, backup, maintenance, want string }{
		{"apart", "03:00-03:30", "sun:04:00-sun:04:30", ""},
		{"touching", "03:30-04:00", "sun:04:00-sun:04:30", ""},
		{"one minute in common", "03:31-04:01", "sun:04:00-sun:04:30", "overlaps the backup window"},
		{"over midnight", "23:45-00:15", "mon:00:00-mon:00:30", "overlaps the backup window"},
		{"over the week's end", "23:45-00:15", "sun:23:30-mon:00:00", "overlaps the backup window"},
		{"all week but an hour", "03:00-03:30", "sun:04:00-sun:03:00", "overlaps the backup window"},
		{"a short backup", "03:00-03:29", "", `preferred_backup_window: got "03:00-03:29", expected at least 30 minutes`},
		{"a short maintenance", "", "sun:23:50-mon:00:10", "preferred_maintenance_window: got"},
		{"no minutes", "0700", "", "expected hh24:mi-hh24:mi"},
		{"25 o'clock", "25:00-25:30", "", "expected hh24:mi-hh24:mi"},
		{"no day", "", "07:30-08:00", "expected ddd:hh24:mi-ddd:hh24:mi"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := configure(func(target *artifact.TargetDB) {
				target.PreferredBackupWindow, target.PreferredMaintenanceWindow = tc.backup, tc.maintenance
			})
			expectProblem(t, c.Validate(), tc.want)
		})
	}
}

func expectProblem(t *testing.T, err error, want string) {
	t.Helper()
	switch {
	case want == "" && err != nil:
		t.Errorf("got %q, want it to be legal", err)
	case want != "" && err == nil:
		t.Errorf("it was taken, want %q", want)
	case want != "" && !strings.Contains(err.Error(), want):
		t.Errorf("got  %q\nwant %q in it", err, want)
	}
}

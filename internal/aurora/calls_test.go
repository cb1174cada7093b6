package aurora

import (
	"errors"
	"flag"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares a call's parameters, one a line, with a file.
func golden(t *testing.T, name string, form url.Values) {
	t.Helper()
	var lines []string
	for key := range form {
		lines = append(lines, key+"="+form.Get(key))
	}
	slices.Sort(lines)
	got := strings.Join(lines, "\n") + "\n"
	file := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Error(diff)
	}
}

func ok(action, body string) func(url.Values, int) answer {
	return func(url.Values, int) answer { return result(action, body) }
}

func TestRestoreClusterSaysEverythingInOneCall(t *testing.T) {
	s, client := newScript(t, says{"RestoreDBClusterToPointInTime": ok("RestoreDBClusterToPointInTime", strings.ReplaceAll(aCluster("copy", "creating", ""), "\n", ""))})
	made, err := client.RestoreCluster(t.Context(), cluster.CloneRequest{SourceIdentifier: "orders", NewCluster: cluster.NewCluster{
		Identifier: "copy", DBSubnetGroupName: "shared", SecurityGroupIDs: []string{"sg-1"},
		DBClusterParameterGroupName: "custom", Port: 5433, BackupRetentionPeriod: 1, PreferredBackupWindow: "03:00-03:30",
		StorageType: "aurora", NetworkType: "IPV4", EngineLifecycleSupport: "open-source-rds-extended-support-disabled", KMSKeyID: "arn:key",
		CopyTagsToSnapshot: true, ServerlessV2Scaling: &artifact.Scaling{MinCapacity: 0, MaxCapacity: 4, SecondsUntilAutoPause: 600},
		Tags: map[string]string{"b": "2", "a": "1"},
	}})
	if err != nil || made.Status != "creating" || made.ResourceID != "cluster-copy" {
		t.Fatalf("got %+v, %v", made, err)
	}
	golden(t, "restore", s.last("RestoreDBClusterToPointInTime"))
}

func TestCreateClusterSaysEverythingInOneCall(t *testing.T) {
	s, client := newScript(t, says{"CreateDBCluster": ok("CreateDBCluster", strings.ReplaceAll(aCluster("fresh", "creating", ""), "\n", ""))})
	network := cluster.NewCluster{
		Identifier: "fresh", DBSubnetGroupName: "shared", SecurityGroupIDs: []string{"sg-1"}, DBClusterParameterGroupName: "custom", Port: 3307,
		BackupRetentionPeriod: 1, EngineLifecycleSupport: "open-source-rds-extended-support-disabled", KMSKeyID: "arn:key",
		Tags: map[string]string{"a": "1"},
	}
	made, err := client.CreateCluster(t.Context(), cluster.CreateRequest{
		NewCluster: network, Engine: "aurora-mysql", EngineVersion: "8.0.mysql_aurora.3.08.0", DatabaseName: "app", MasterUsername: "dbadmin",
		Credentials: cluster.Managed("alias/k"), StorageEncrypted: true, PreferredMaintenanceWindow: "mon:03:00-mon:03:30",
	})
	if err != nil || made.Status != "creating" || made.ResourceID != "cluster-fresh" {
		t.Fatalf("got %+v, %v", made, err)
	}
	golden(t, "create", s.last("CreateDBCluster"))
}

func TestNewClustersNeverLetAWSChooseTheNetwork(t *testing.T) {
	s, client := newScript(t, says{})
	for _, q := range []cluster.NewCluster{
		{Identifier: "copy", DBSubnetGroupName: "shared"},
		{Identifier: "copy", SecurityGroupIDs: []string{"sg-1"}},
	} {
		if _, err := client.RestoreCluster(t.Context(), cluster.CloneRequest{SourceIdentifier: "orders", NewCluster: q}); err == nil {
			t.Errorf("the clone %+v went through", q)
		}
		if _, err := client.CreateCluster(t.Context(), cluster.CreateRequest{Engine: "aurora-mysql", NewCluster: q}); err == nil {
			t.Errorf("the empty cluster %+v went through", q)
		}
	}
	if n := s.count("RestoreDBClusterToPointInTime") + s.count("CreateDBCluster"); n != 0 {
		t.Errorf("%d calls", n)
	}
}

func TestModifyClusterSendsEachWayOfCredentials(t *testing.T) {
	password := cluster.WithPassword(cluster.NewSecret("a-new-password"), "1")
	managed := cluster.Managed("alias/k")
	tests := map[string]struct {
		change cluster.Change
		want   url.Values
	}{
		"managed":               {cluster.Change{Credentials: &managed}, url.Values{"ManageMasterUserPassword": {"true"}, "MasterUserSecretKmsKeyId": {"alias/k"}}},
		"password":              {cluster.Change{Credentials: &password}, url.Values{"MasterUserPassword": {"a-new-password"}}},
		"password after secret": {cluster.Change{Credentials: &password, EndManagedPassword: true}, url.Values{"MasterUserPassword": {"a-new-password"}, "ManageMasterUserPassword": {"false"}}},
		"groups":                {cluster.Change{SecurityGroupIDs: []string{"sg-1"}}, url.Values{"VpcSecurityGroupIds.VpcSecurityGroupId.1": {"sg-1"}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, client := newScript(t, says{"ModifyDBCluster": ok("ModifyDBCluster", aCluster("x", "available", ""))})
			if _, err := client.ModifyCluster(t.Context(), "x", test.change); err != nil {
				t.Fatal(err)
			}
			test.want.Set("Action", "ModifyDBCluster")
			test.want.Set("Version", "2014-10-31")
			test.want.Set("DBClusterIdentifier", "x")
			test.want.Set("ApplyImmediately", "true")
			if diff := cmp.Diff(test.want, s.last("ModifyDBCluster")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestModifyClusterKeepsPasswordsOutOfItsErrors(t *testing.T) {
	_, client := newScript(t, says{"ModifyDBCluster": func(url.Values, int) answer {
		return refuse(http.StatusBadRequest, "InvalidParameterValue", "The parameter MasterUserPassword is not a valid password.")
	}})
	credentials := cluster.WithPassword(cluster.NewSecret("a-new-password"), "1")
	_, err := client.ModifyCluster(t.Context(), "x", cluster.Change{Credentials: &credentials})
	if err == nil || strings.Contains(err.Error(), "a-new-password") {
		t.Errorf("got %v", err)
	}
}

func TestCreateInstanceIsAskedAgainWhileTheClusterIsBusy(t *testing.T) {
	s, client := newScript(t, says{"CreateDBInstance": func(_ url.Values, nth int) answer {
		if nth < 4 {
			return refuse(http.StatusBadRequest, "InvalidDBClusterStateFault", "The cluster is busy.")
		}
		return result("CreateDBInstance", anInstance("x-1", "x", "creating"))
	}})
	made, err := client.CreateInstance(t.Context(), cluster.InstanceRequest{
		Identifier: "x-1", ClusterIdentifier: "x", Engine: "aurora-postgresql", Class: "db.r6g.large", Tags: map[string]string{"a": "1"},
	})
	if err != nil || made.Status != "creating" {
		t.Fatalf("got %+v, %v", made, err)
	}
	golden(t, "create_instance", s.last("CreateDBInstance"))
}

func TestBusyIsNotTakenForPassingForEver(t *testing.T) {
	s, client := newScript(t, says{"CreateDBInstance": func(url.Values, int) answer {
		return refuse(http.StatusBadRequest, "InvalidDBClusterStateFault", "The cluster is busy.")
	}})
	_, err := client.CreateInstance(t.Context(), cluster.InstanceRequest{Identifier: "x-1", ClusterIdentifier: "x"})
	if !errors.Is(err, cluster.ErrInvalidState) || s.count("CreateDBInstance") < 3 {
		t.Errorf("after %d calls: %v", s.count("CreateDBInstance"), err)
	}
}

func TestDeletesTakeGoneAndLeavingForDone(t *testing.T) {
	leaving := says{
		"DeleteDBInstance": func(url.Values, int) answer {
			return refuse(http.StatusBadRequest, "InvalidDBInstanceState", "Instance x-1 is already being deleted.")
		},
		"DescribeDBInstances": func(url.Values, int) answer { return instances(anInstance("x-1", "x", "deleting")) },
		"DeleteDBCluster":     func(url.Values, int) answer { return refuse(http.StatusBadRequest, "InvalidDBClusterStateFault", "no") },
		"DescribeDBClusters":  statusesOf("deleting"),
	}
	gone := says{
		"DeleteDBInstance":    func(url.Values, int) answer { return refuse(http.StatusNotFound, "DBInstanceNotFound", "gone") },
		"DescribeDBInstances": func(url.Values, int) answer { return refuse(http.StatusNotFound, "DBInstanceNotFound", "gone") },
		"DeleteDBCluster":     func(url.Values, int) answer { return refuse(http.StatusNotFound, "DBClusterNotFoundFault", "gone") },
		"DescribeDBClusters":  func(url.Values, int) answer { return refuse(http.StatusNotFound, "DBClusterNotFoundFault", "gone") },
		"DeleteDBSubnetGroup": func(url.Values, int) answer { return refuse(http.StatusNotFound, "DBSubnetGroupNotFoundFault", "gone") },
	}
	for name, script := range map[string]says{"leaving": leaving, "gone": gone} {
		_, client := newScript(t, script)
		if err := client.DeleteInstance(t.Context(), "x-1"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := client.DeleteCluster(t.Context(), "x", ""); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, client := newScript(t, gone)
	if err := client.DeleteSubnetGroup(t.Context(), "x"); err != nil {
		t.Error(err)
	}
}

func TestErrorsSayWhatWasDoneToWhatAndWhatToDo(t *testing.T) {
	_, client := newScript(t, says{"CreateDBInstance": func(url.Values, int) answer {
		return refuse(http.StatusForbidden, "AccessDenied", "User: me is not authorized to perform: rds:CreateDBInstance")
	}})
	_, err := client.CreateInstance(t.Context(), cluster.InstanceRequest{Identifier: "x-1"})
	want := `creating instance "x-1": AccessDenied: User: me is not authorized to perform: rds:CreateDBInstance (request ID r-2)`
	if err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
	if failure.Hint(err) != hintDenied {
		t.Errorf("the hint is %q", failure.Hint(err))
	}
}

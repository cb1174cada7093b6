package sandbox_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

func TestCatalog(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t))
	postgres := aws.String("aurora-postgresql")
	versions, err := c.rds.DescribeDBEngineVersions(t.Context(), &rds.DescribeDBEngineVersionsInput{Engine: postgres})
	if err != nil {
		t.Fatal(err)
	}
	if len(versions.DBEngineVersions) != 1 {
		t.Fatalf("%d engine versions, want that of the installed server", len(versions.DBEngineVersions))
	}
	version := versions.DBEngineVersions[0]
	if f := aws.ToString(version.DBParameterGroupFamily); f != "aurora-postgresql"+aws.ToString(version.MajorEngineVersion) {
		t.Errorf("the family is %s", f)
	}

	t.Run("11.4 orderable classes say what they support", func(t *testing.T) {
		supports := map[string]bool{}
		pages := rds.NewDescribeOrderableDBInstanceOptionsPaginator(c.rds, &rds.DescribeOrderableDBInstanceOptionsInput{
			Engine: postgres, EngineVersion: version.EngineVersion, MaxRecords: aws.Int32(20),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, o := range page.OrderableDBInstanceOptions {
				supports[aws.ToString(o.DBInstanceClass)] = aws.ToBool(o.SupportsHttpEndpoint)
				if len(o.AvailabilityZones) != 3 {
					t.Errorf("%s is in %d zones", aws.ToString(o.DBInstanceClass), len(o.AvailabilityZones))
				}
			}
		}
		if on, known := supports["db.r6g.large"]; !known || !on {
			t.Errorf("db.r6g.large: known %v, HTTP endpoint %v", known, on)
		}
		if on, known := supports["db.t4g.medium"]; !known || on {
			t.Errorf("13.5: db.t4g.medium: known %v, HTTP endpoint %v", known, on)
		}
	})
	t.Run("11.3 an unknown class is an empty list", func(t *testing.T) {
		out, err := c.rds.DescribeOrderableDBInstanceOptions(t.Context(), &rds.DescribeOrderableDBInstanceOptionsInput{Engine: postgres, DBInstanceClass: aws.String("db.huge")})
		if err != nil || len(out.OrderableDBInstanceOptions) != 0 {
			t.Errorf("%v, %v", out, err)
		}
	})
	t.Run("11.7 quotas", func(t *testing.T) {
		out, err := c.rds.DescribeAccountAttributes(t.Context(), &rds.DescribeAccountAttributesInput{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, q := range out.AccountQuotas {
			got[aws.ToString(q.AccountQuotaName)] = fmt.Sprint(aws.ToInt64(q.Used), "/", aws.ToInt64(q.Max))
		}
		if got["DBClusters"] != "0/40" || got["DBSubnetGroups"] != "1/50" {
			t.Errorf("the quotas are %v", got)
		}
	})
}

func TestParameterGroups(t *testing.T) {
	t.Parallel()
	c := clientsOf(sandboxtest.Start(t))
	for i := range 20 {
		in := &rds.CreateDBClusterParameterGroupInput{
			DBClusterParameterGroupName: aws.String(fmt.Sprintf("Custom-%02d", i)), DBParameterGroupFamily: aws.String("aurora-postgresql15"),
			Description: aws.String("test"),
		}
		if _, err := c.rds.CreateDBClusterParameterGroup(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			_, err := c.rds.CreateDBClusterParameterGroup(t.Context(), in)
			if got, want := refused(t, err, "DBParameterGroupAlreadyExists"), "DB Parameter Group custom-00 already exists."; got != want {
				t.Errorf("14.1: %s, want %s", got, want)
			}
		}
	}
	var names []string
	pages := rds.NewDescribeDBClusterParameterGroupsPaginator(c.rds, &rds.DescribeDBClusterParameterGroupsInput{MaxRecords: aws.Int32(20)})
	turned := 0
	for pages.HasMorePages() {
		page, err := pages.NextPage(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		turned++
		for _, g := range page.DBClusterParameterGroups {
			names = append(names, aws.ToString(g.DBClusterParameterGroupName))
		}
	}
	if turned < 2 || !slices.IsSorted(names) || !slices.Contains(names, "custom-19") || !slices.Contains(names, "default.aurora-postgresql15") {
		t.Errorf("%d pages with %v", turned, names)
	}
	_, err := c.rds.CreateDBParameterGroup(t.Context(), &rds.CreateDBParameterGroupInput{
		DBParameterGroupName: aws.String("old"), DBParameterGroupFamily: aws.String("postgres12"), Description: aws.String("test"),
	})
	if got, want := refused(t, err, "InvalidParameterValue"), "ParameterGroupFamily postgres12 is not a valid parameter group family"; got != want {
		t.Errorf("14.2: %s, want %s", got, want)
	}
	_, err = c.rds.DescribeDBParameterGroups(t.Context(), &rds.DescribeDBParameterGroupsInput{DBParameterGroupName: aws.String("none")})
	refused(t, err, "DBParameterGroupNotFound")
	_, err = c.rds.DeleteDBClusterParameterGroup(t.Context(), &rds.DeleteDBClusterParameterGroupInput{DBClusterParameterGroupName: aws.String("default.aurora-postgresql15")})
	refused(t, err, "InvalidDBParameterGroupState")
}

package conformance_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// parameterGroup makes a cluster parameter group of the servers' family.
func (w *world) parameterGroup(t *testing.T, name string) {
	t.Helper()
	family := strings.TrimPrefix(aws.ToString(w.Cluster(t, "orders").DBClusterParameterGroup), "default.")
	_, err := w.RDS.CreateDBClusterParameterGroup(t.Context(), &rds.CreateDBClusterParameterGroupInput{
		DBClusterParameterGroupName: aws.String(name), DBParameterGroupFamily: aws.String(family), Description: aws.String("test"),
	})
	must(t, err)
}

const (
	newParameterGroup = "Action=CreateDBClusterParameterGroup&DBParameterGroupFamily=aurora-postgresql15&DBClusterParameterGroupName="
	setParameter      = "Action=ModifyDBClusterParameterGroup&DBClusterParameterGroupName=%s&Parameters.Parameter.1.ParameterName=%s" +
		"&Parameters.Parameter.1.ParameterValue=1&Parameters.Parameter.1.ApplyMethod=%s"
)

func calmParameterGroupRows() []row {
	return []row{
		refusedRaw("14.1 name taken", newParameterGroup+"Older&Description=d", 400, "DBParameterGroupAlreadyExists", "DB Parameter Group older already exists."),
		refusedRaw("14.2 unknown family", "Action=CreateDBClusterParameterGroup&DBParameterGroupFamily=postgres12&DBClusterParameterGroupName=g&Description=d", 400,
			"InvalidParameterValue", "ParameterGroupFamily postgres12 is not a valid parameter group family"),
		refusedRaw("14.4 description missing", newParameterGroup+"g", 400, "MissingParameter", "Description"),
		refusedRaw("14.4 description in other than ASCII", newParameterGroup+"g&Description=caf%C3%A9", 400, "InvalidParameterValue",
			"The parameter Description must not contain non-printable control characters."),
		{"14.6 unknown name", func(t *testing.T, w *world) {
			for _, query := range []string{
				"Action=DescribeDBClusterParameterGroups&DBClusterParameterGroupName=x", "Action=DescribeDBClusterParameters&DBClusterParameterGroupName=x",
				"Action=DeleteDBClusterParameterGroup&DBClusterParameterGroupName=x", fmt.Sprintf(setParameter, "x", "timezone", "immediate"),
				"Action=ResetDBClusterParameterGroup&DBClusterParameterGroupName=x&ResetAllParameters=true",
				"Action=CopyDBClusterParameterGroup&SourceDBClusterParameterGroupIdentifier=x&TargetDBClusterParameterGroupIdentifier=y&TargetDBClusterParameterGroupDescription=d",
			} {
				w.rawRefused(t, query, 404, "DBParameterGroupNotFound", "DBClusterParameterGroup not found: x")
			}
		}},
		{"14.7 unknown group of a cluster", func(t *testing.T, w *world) {
			for _, query := range []string{rawCreate, rawRestore, "Action=ModifyDBCluster&DBClusterIdentifier=orders"} {
				w.rawRefused(t, query+"&DBClusterParameterGroupName=x", 404, "DBClusterParameterGroupNotFound", "DBClusterParameterGroup not found: x")
			}
		}},
		{"14.8 more than 20 parameters", func(t *testing.T, w *world) {
			query := "Action=ModifyDBClusterParameterGroup&DBClusterParameterGroupName=older"
			for i := range 21 {
				query += fmt.Sprintf("&Parameters.Parameter.%d.ParameterName=timezone&Parameters.Parameter.%d.ApplyMethod=immediate", i+1, i+1)
			}
			w.rawRefused(t, query, 400, "InvalidParameterValue", "20")
		}},
		refusedRaw("14.9 static parameter, immediately", fmt.Sprintf(setParameter, "older", "max_connections", "immediate"), 400, "InvalidParameterCombination",
			"cannot use immediate apply method for static parameter"),
		refusedRaw("14.10 modify a default group", fmt.Sprintf(setParameter, "default.aurora-postgresql15", "timezone", "immediate"), 400, "InvalidParameterValue", ""),
		refusedRaw("14.10 delete a default group", "Action=DeleteDBClusterParameterGroup&DBClusterParameterGroupName=default.aurora-postgresql15", 400, "InvalidDBParameterGroupState", ""),
		refusedRaw("14.12 copy from another account", "Action=CopyDBClusterParameterGroup&TargetDBClusterParameterGroupIdentifier=y&TargetDBClusterParameterGroupDescription=d"+
			"&SourceDBClusterParameterGroupIdentifier=arn:aws:rds:eu-central-1:210987654321:cluster-pg:older", 404, "DBParameterGroupNotFound", ""),
	}
}

// parameterGroupRows find the group "mine", which "third" uses.
func parameterGroupRows() []row {
	return []row{
		{"14.11 delete a group in use", func(t *testing.T, w *world) {
			_, err := w.RDS.DeleteDBClusterParameterGroup(t.Context(), &rds.DeleteDBClusterParameterGroupInput{DBClusterParameterGroupName: aws.String("mine")})
			sandboxtest.Refused(t, err, "InvalidDBParameterGroupState")
		}},
		{"14.9 static parameter, after a reboot", func(t *testing.T, w *world) {
			_, err := w.RDS.ModifyDBClusterParameterGroup(t.Context(), &rds.ModifyDBClusterParameterGroupInput{
				DBClusterParameterGroupName: aws.String("mine"), Parameters: []rdstypes.Parameter{
					{ParameterName: aws.String("max_connections"), ParameterValue: aws.String("77"), ApplyMethod: rdstypes.ApplyMethodPendingReboot},
					{ParameterName: aws.String("timezone"), ParameterValue: aws.String("Europe/Berlin"), ApplyMethod: rdstypes.ApplyMethodImmediate},
				},
			})
			must(t, err)
			_, err = w.RDS.CopyDBClusterParameterGroup(t.Context(), &rds.CopyDBClusterParameterGroupInput{
				SourceDBClusterParameterGroupIdentifier: aws.String("mine"), TargetDBClusterParameterGroupIdentifier: aws.String("copied"),
				TargetDBClusterParameterGroupDescription: aws.String("copy"),
			})
			must(t, err)
			if got := w.userParameters(t, "copied"); got != "max_connections=77 timezone=Europe/Berlin" {
				t.Errorf("the copy has %s", got)
			}
			_, err = w.RDS.ResetDBClusterParameterGroup(t.Context(), &rds.ResetDBClusterParameterGroupInput{
				DBClusterParameterGroupName: aws.String("mine"),
				Parameters:                  []rdstypes.Parameter{{ParameterName: aws.String("max_connections"), ApplyMethod: rdstypes.ApplyMethodPendingReboot}},
			})
			must(t, err)
			if got := w.userParameters(t, "mine"); got != "timezone=Europe/Berlin" {
				t.Errorf("the group has %s", got)
			}
		}},
	}
}

// userParameters returns the parameters that were set in a group.
func (w *world) userParameters(t *testing.T, group string) string {
	t.Helper()
	out, err := w.RDS.DescribeDBClusterParameters(t.Context(), &rds.DescribeDBClusterParametersInput{DBClusterParameterGroupName: aws.String(group), Source: aws.String("user")})
	must(t, err)
	var all []string
	for _, p := range out.Parameters {
		all = append(all, aws.ToString(p.ParameterName)+"="+aws.ToString(p.ParameterValue))
	}
	return strings.Join(all, " ")
}

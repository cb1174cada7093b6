package conformance_test

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

func restoreRefusals() []refusal {
	bad := func(id string) func(context.Context, *world) error {
		return restore(func(in *restoreInput) { in.DBClusterIdentifier = aws.String(id) })
	}
	return []refusal{
		{name: "4.14 key for an unencrypted source", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) { in.KmsKeyId = aws.String("k") })},
		{name: "4.19 neither time nor latest", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) { in.UseLatestRestorableTime = nil })},
		{name: "4.20 both time and latest", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) {
			in.RestoreType, in.RestoreToTime = nil, aws.Time(time.Now())
		})},
		{name: "4.21 RestoreToTime with copy-on-write", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) {
			in.UseLatestRestorableTime, in.RestoreToTime = nil, aws.Time(time.Now())
		})},
		{name: "4.22 time outside the range", code: "InvalidParameterValue", call: restore(func(in *restoreInput) {
			in.RestoreType, in.UseLatestRestorableTime, in.RestoreToTime = nil, nil, aws.Time(time.Now().Add(-time.Hour))
		})},
		{name: "4.23 unknown restore type", code: "InvalidParameterValue", call: restore(func(in *restoreInput) { in.RestoreType = aws.String("copy") })},
		{
			name: "4.25 unknown source", code: "DBClusterNotFoundFault", status: http.StatusNotFound,
			message: "The source cluster could not be found or cannot be accessed: nobody",
			call:    restore(func(in *restoreInput) { in.SourceDBClusterIdentifier = aws.String("nobody") }),
		},
		{name: "4.26 identifier taken", code: "DBClusterAlreadyExistsFault", message: "DB Cluster already exists", call: bad("Orders")},
		{name: "4.27 identifier begins with a digit", code: "InvalidParameterValue", message: "The parameter DBClusterIdentifier" + badIdentifier, call: bad("1a")},
		{name: "4.27 identifier with two hyphens", code: "InvalidParameterValue", message: "The parameter DBClusterIdentifier" + badIdentifier, call: bad("a--b")},
		{name: "4.27 identifier ends with a hyphen", code: "InvalidParameterValue", message: "The parameter DBClusterIdentifier" + badIdentifier, call: bad("a-")},
		{
			name: "4.28 identifier too long", code: "InvalidParameterValue",
			message: "The parameter DBClusterIdentifier is not a valid identifier because it is longer than 63 characters.", call: bad(strings.Repeat("a", 64)),
		},
		{
			name: "4.29 unknown subnet group", code: "DBSubnetGroupNotFoundFault", status: http.StatusNotFound, message: "DB subnet group 'nowhere' does not exist.",
			call: restore(func(in *restoreInput) { in.DBSubnetGroupName = aws.String("nowhere") }),
		},
		{
			name: "4.30 unknown cluster parameter group", code: "DBClusterParameterGroupNotFound", status: http.StatusNotFound,
			message: "DBClusterParameterGroup not found: none",
			call:    restore(func(in *restoreInput) { in.DBClusterParameterGroupName = aws.String("none") }),
		},
		{name: "4.31 parameter group of another family", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) {
			in.DBClusterParameterGroupName = aws.String("older")
		})},
		{name: "4.32 security group of another VPC", code: "InvalidParameterCombination", call: func(ctx context.Context, c *world) error {
			return restore(func(in *restoreInput) { in.VpcSecurityGroupIds = []string{c.foreignGroup} })(ctx, c)
		}},
		{name: "4.35 source without instances", code: "InvalidDBClusterStateFault", call: restore(func(in *restoreInput) {
			in.SourceDBClusterIdentifier = aws.String("idle")
		})},
		{
			name: "4.41 Performance Insights", code: "InvalidParameterCombination",
			message: "You can enable Performance Insights or set the Enhanced Monitoring interval only when restoring from a source Aurora Limitless DB cluster",
			call:    restore(func(in *restoreInput) { in.EnablePerformanceInsights = aws.Bool(true) }),
		},
		{
			name: "4.42 port too low", code: "InvalidParameterValue", message: "Invalid endpoint port 1149. Valid range is: 1150-65535",
			call: restore(func(in *restoreInput) { in.Port = aws.Int32(1149) }),
		},
		{
			name: "4.43 backtrack on PostgreSQL", code: "InvalidParameterValue", message: "Backtrack is not enabled for the aurora-postgresql engine.",
			call: restore(func(in *restoreInput) { in.BacktrackWindow = aws.Int64(60) }),
		},
		{
			name: "4.44 Serverless v1 scaling", code: "InvalidParameterCombination",
			message: "You can only specify scaling configuration for an Aurora Serverless v1 cluster.",
			call: restore(func(in *restoreInput) {
				in.ScalingConfiguration = &rdstypes.ScalingConfiguration{MinCapacity: aws.Int32(1)}
			}),
		},
	}
}

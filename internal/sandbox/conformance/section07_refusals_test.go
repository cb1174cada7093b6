package conformance_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func modifyRefusals() []refusal {
	return []refusal{
		{name: "7.1 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound, message: "DBCluster nobody not found.", call: modify(func(in *modifyInput) {
			in.DBClusterIdentifier = aws.String("nobody")
		})},
		{name: "7.6 no upgrade target", code: "InvalidParameterCombination", call: modify(func(in *modifyInput) { in.EngineVersion = aws.String("99.1") })},
		{name: "7.9 managed with a password", code: "InvalidParameterValue", message: exclusive, call: modify(func(in *modifyInput) {
			in.ManageMasterUserPassword, in.MasterUserPassword = aws.Bool(true), aws.String("long-enough")
		})},
		{
			name: "7.10 unmanaged without a password", code: "InvalidParameterCombination",
			message: "MasterUserPassword must be provided when ManageMasterUserPassword is set to false.",
			call:    modify(func(in *modifyInput) { in.ManageMasterUserPassword = aws.Bool(false) }),
		},
		{
			name: "7.12 key alone", code: "InvalidParameterValue", message: "A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.",
			call: modify(func(in *modifyInput) { in.MasterUserSecretKmsKeyId = aws.String("k") }),
		},
		{
			name: "7.13 rotation later", code: "InvalidParameterCombination", message: "You must specify apply immediately when rotating the master user password.",
			call: modify(func(in *modifyInput) { in.RotateMasterUserPassword = aws.Bool(true) }),
		},
		{name: "7.16 security group of another VPC", code: "InvalidParameterCombination", call: func(ctx context.Context, c *world) error {
			return modify(func(in *modifyInput) { in.VpcSecurityGroupIds = []string{c.foreignGroup} })(ctx, c)
		}},
		{name: "7.24 instance parameter group", code: "InvalidParameterCombination", call: modify(func(in *modifyInput) {
			in.DBInstanceParameterGroupName = aws.String("default.aurora-postgresql15")
		})},
		{name: "7.26 windows overlap", code: "InvalidParameterValue", message: overlapping, call: modify(func(in *modifyInput) {
			in.PreferredBackupWindow, in.PreferredMaintenanceWindow = aws.String("03:00-04:00"), aws.String("wed:03:30-wed:04:30")
		})},
		{name: "7.30 new identifier taken", code: "DBClusterAlreadyExistsFault", call: modify(func(in *modifyInput) {
			in.NewDBClusterIdentifier, in.ApplyImmediately = aws.String("idle"), aws.Bool(true)
		})},
	}
}

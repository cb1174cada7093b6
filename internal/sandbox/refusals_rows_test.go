package sandbox_test

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

type (
	restoreInput  = rds.RestoreDBClusterToPointInTimeInput
	createInput   = rds.CreateDBClusterInput
	modifyInput   = rds.ModifyDBClusterInput
	instanceInput = rds.CreateDBInstanceInput
)

const (
	badIdentifier = " is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; " +
		"and must not end with a hyphen or contain two consecutive hyphens."
	badPassword = `The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`
	exclusive   = "MasterUserPassword and ManageMasterUserPassword are mutually exclusive. Specify only one of these parameters."
	overlapping = "The backup window and maintenance window must not overlap."
)

func restoreRefusals(foreignGroup string) []refusal {
	bad := func(id string) func(context.Context, clients) error {
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
		{name: "4.32 security group of another VPC", code: "InvalidParameterCombination", call: restore(func(in *restoreInput) {
			in.VpcSecurityGroupIds = []string{foreignGroup}
		})},
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

func createRefusals() []refusal {
	value := func(name, message string, change func(*createInput)) refusal {
		return refusal{name: name, code: "InvalidParameterValue", message: message, call: create(change)}
	}
	scaling := func(low, high float64) func(*createInput) {
		return func(in *createInput) {
			in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{MinCapacity: &low, MaxCapacity: &high}
		}
	}
	return []refusal{
		value("5.3 bad identifier", "The parameter DBClusterIdentifier is not a valid identifier. Identifiers must either be an ARN or begin with a letter; must contain "+
			"only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.",
			func(in *createInput) { in.DBClusterIdentifier = aws.String("a_b") }),
		value("5.4 no master user", "The parameter MasterUsername must be provided and must not be blank.", func(in *createInput) { in.MasterUsername = nil }),
		value("5.5 bad master user", "Invalid master user name", func(in *createInput) { in.MasterUsername = aws.String("1st") }),
		value("5.6 rdsadmin", "MasterUsername rdsadmin cannot be used as it is a reserved word used by the engine",
			func(in *createInput) { in.MasterUsername = aws.String("rdsadmin") }),
		value("5.7 no password", "The parameter MasterUserPassword must be provided and must not be blank.", func(in *createInput) { in.MasterUserPassword = nil }),
		value("5.8 short password", "The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.",
			func(in *createInput) { in.MasterUserPassword = aws.String("seven77") }),
		value("5.9 password with a slash", badPassword, func(in *createInput) { in.MasterUserPassword = aws.String("slash/in/it") }),
		value("5.11 password and managed", exclusive, func(in *createInput) { in.ManageMasterUserPassword = aws.Bool(true) }),
		value("5.12 key without managed", "A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.",
			func(in *createInput) { in.MasterUserSecretKmsKeyId = aws.String("k") }),
		value("5.14 reserved database", "DatabaseName catalog cannot be used. It is a reserved word for this engine.",
			func(in *createInput) { in.DatabaseName = aws.String("catalog") }),
		{
			name: "5.16 unknown version", code: "InvalidParameterCombination", message: "Cannot find version 9.9 for aurora-postgresql",
			call: create(func(in *createInput) { in.EngineVersion = aws.String("9.9") }),
		},
		value("5.17 Serverless v1", "The engine mode serverless you requested is currently unavailable.", func(in *createInput) { in.EngineMode = aws.String("serverless") }),
		{
			name: "5.18 class", code: "InvalidParameterCombination", message: "DBClusterInstanceClass isn't supported for DB engine aurora-postgresql.",
			call: create(func(in *createInput) { in.DBClusterInstanceClass = aws.String("db.r6g.large") }),
		},
		{
			name: "5.19 storage type", code: "InvalidParameterCombination", message: "You can't use the gp3 storage type.",
			call: create(func(in *createInput) { in.StorageType = aws.String("gp3") }),
		},
		{
			name: "5.21 key for an unencrypted cluster", code: "InvalidParameterCombination", message: "You cannot specify KMS key for unencrypted clusters.",
			call: create(func(in *createInput) { in.KmsKeyId = aws.String("k") }),
		},
		value("5.23 retention", "Invalid backup retention period: 36. Retention period must be between 1 and 35.", func(in *createInput) { in.BackupRetentionPeriod = aws.Int32(36) }),
		value("5.24 backup window's form", "Invalid backup window time '0700' specified. Should be specified as a time hh24:mi (24H Clock UTC). Example: 03:15",
			func(in *createInput) { in.PreferredBackupWindow = aws.String("0700-0800") }),
		value("5.25 short backup window", "Backup window must be at least 30 minutes.", func(in *createInput) { in.PreferredBackupWindow = aws.String("07:00-07:29") }),
		value("5.26 maintenance window's form", "Invalid maintenance window time '07:30' specified. Should be specified as a time ddd:hh24:mi (24H Clock UTC). Example: Mon:00:15",
			func(in *createInput) { in.PreferredMaintenanceWindow = aws.String("07:30-08:30") }),
		value("5.28 windows overlap", overlapping, func(in *createInput) {
			in.PreferredBackupWindow, in.PreferredMaintenanceWindow = aws.String("23:50-00:30"), aws.String("mon:00:29-mon:01:00")
		}),
		value("5.29 capacity", "Serverless v2 capacity value 8.3 is not valid. It must be a multiple of 0.5.", scaling(0.5, 8.3)),
		value("5.30 capacity too high", "Serverless v2 capacity value 257.0 is not valid. The valid scaling range for this cluster is 0.0 to 256.0.", scaling(0.5, 257)),
		value("5.31 capacity min above max", "Serverless v2 minimum capacity must be less than or equal to maximum capacity", scaling(8, 4)),
	}
}

func instanceRefusals() []refusal {
	combination := func(name, message string, change func(*instanceInput)) refusal {
		return refusal{name: name, code: "InvalidParameterCombination", message: message, call: add(change)}
	}
	return []refusal{
		{
			name: "6.3 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound,
			message: "The source cluster could not be found or cannot be accessed: nobody",
			call:    add(func(in *instanceInput) { in.DBClusterIdentifier = aws.String("nobody") }),
		},
		{name: "6.4 identifier taken", code: "DBInstanceAlreadyExists", message: "DB instance already exists", call: add(func(in *instanceInput) {
			in.DBInstanceIdentifier, in.DBClusterIdentifier = aws.String("orders-1"), aws.String("idle")
		})},
		{name: "6.5 bad identifier", code: "InvalidParameterValue", message: "The parameter DBInstanceIdentifier" + badIdentifier, call: add(func(in *instanceInput) {
			in.DBInstanceIdentifier = aws.String("a.b")
		})},
		combination("6.7 another engine", "The engine name requested for your DB instance (mysql) doesn't match the engine name of your DB cluster (aurora-postgresql).",
			func(in *instanceInput) { in.Engine = aws.String("mysql") }),
		combination("6.8 another subnet group", "Subnet group other is different from subnet group of cluster orders",
			func(in *instanceInput) { in.DBSubnetGroupName = aws.String("other") }),
		combination("6.9 password", "The requested DB Instance will be a member of a DB Cluster. Set master user password for the DB Cluster.",
			func(in *instanceInput) { in.MasterUserPassword = aws.String("long-enough") }),
		{name: "6.10 unknown class", code: "InvalidParameterValue", message: "Invalid DB Instance class: db.huge", call: add(func(in *instanceInput) {
			in.DBInstanceClass = aws.String("db.huge")
		})},
		combination("6.11 class not for Aurora", "", func(in *instanceInput) { in.DBInstanceClass = aws.String("db.m5.large") }),
		{
			name: "6.12 db.serverless without scaling", code: "InvalidDBClusterStateFault",
			message: "Set the Serverless v2 scaling configuration on the parent DB cluster before creating a Serverless v2 DB instance.",
			call:    add(func(in *instanceInput) { in.DBInstanceClass = aws.String("db.serverless") }),
		},
		{name: "6.15 promotion tier", code: "InvalidParameterValue", call: add(func(in *instanceInput) { in.PromotionTier = aws.Int32(16) })},
		{name: "6.17 unknown zone", code: "InvalidParameterValue", message: "eu-central-1z is not a valid availability zone.", call: add(func(in *instanceInput) {
			in.AvailabilityZone = aws.String("eu-central-1z")
		})},
		combination("6.22 monitoring without a role", "A MonitoringRoleARN value is required if you specify a MonitoringInterval value other than 0.",
			func(in *instanceInput) { in.MonitoringInterval = aws.Int32(60) }),
		{
			name: "6.31 modify an unknown instance", code: "DBInstanceNotFound", status: http.StatusNotFound, message: "DBInstance nobody not found.",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{DBInstanceIdentifier: aws.String("nobody")})
				return err
			},
		},
		{
			name: "6.32 retention of a member", code: "InvalidParameterCombination",
			message: "The specified DB Instance is a member of a cluster. Modify backup retention for the DB Cluster using the ModifyDbCluster API",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{DBInstanceIdentifier: aws.String("orders-1"), BackupRetentionPeriod: aws.Int32(7)})
				return err
			},
		},
		{
			name: "6.38 delete an unknown instance", code: "DBInstanceNotFound", status: http.StatusNotFound, message: "DBInstance nobody not found.",
			call: func(ctx context.Context, c clients) error {
				_, err := c.rds.DeleteDBInstance(ctx, &rds.DeleteDBInstanceInput{DBInstanceIdentifier: aws.String("nobody")})
				return err
			},
		},
	}
}

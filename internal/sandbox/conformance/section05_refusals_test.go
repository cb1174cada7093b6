package conformance_test

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

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

package conformance_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	rdstypes "github.com/aws/aws-sdk-go-v2/service/rds/types"
)

const rawCreate = "Action=CreateDBCluster&DBClusterIdentifier=never&Engine=aurora-postgresql&MasterUsername=u&MasterUserPassword=long-enough"

func calmCreateRows() []row {
	rows := []row{
		{"5.1 required parameters", func(t *testing.T, w *world) {
			w.rawRefused(t, "Action=CreateDBCluster&DBClusterIdentifier=never", 400, "MissingParameter", "Engine")
			w.rawRefused(t, "Action=CreateDBCluster&Engine=aurora-postgresql", 400, "MissingParameter", "DBClusterIdentifier")
		}},
		refusedRaw("5.15 database that begins with a digit", rawCreate+"&DatabaseName=1st", 400, "InvalidParameterValue",
			"DatabaseName must begin with a letter and contain only alphanumeric characters."),
		refusedRaw("5.20 four zones", rawCreate+"&AvailabilityZones.AvailabilityZone.1=eu-central-1a&AvailabilityZones.AvailabilityZone.2=eu-central-1b"+
			"&AvailabilityZones.AvailabilityZone.3=eu-central-1c&AvailabilityZones.AvailabilityZone.4=eu-central-1d", 400, "InvalidParameterValue",
			"You cannot specify more than 3 availability zones."),
		refusedRaw("5.22 log type of another engine", rawCreate+"&EnableCloudwatchLogsExports.member.1=general", 400, "InvalidParameterCombination",
			"You cannot use the log types &#39;general&#39; with engine version aurora-postgresql"),
		refusedRaw("5.27 short maintenance window", rawCreate+"&PreferredMaintenanceWindow=mon:07:00-mon:07:29", 400, "InvalidParameterValue",
			"Maintenance window must be at least 30 minutes."),
		refusedRaw("5.32 auto-pause above 0", rawCreate+scaling("0.5", "2", "400"), 400, "InvalidParameterCombination",
			"SecondsUntilAutoPause can only be specified when minimum capacity is 0."),
		refusedRaw("5.33 auto-pause out of range", rawCreate+scaling("0", "2", "299"), 400, "InvalidParameterValue", ""),
		refusedRaw("5.35 advanced insights without retention", rawCreate+"&DatabaseInsightsMode=advanced", 400, "InvalidParameterCombination",
			"You can&#39;t enable the Advanced mode of Database Insights until you set the retention period for Performance Insights to at least 31 days."),
		refusedRaw("5.36 global write forwarding without a global cluster", rawCreate+"&EnableGlobalWriteForwarding=true", 400, "InvalidParameterCombination",
			"Requested global functionality, but global cluster identifier is not specified"),
		refusedRaw("5.10 password longer than 99", strings.Replace(rawCreate, "long-enough", strings.Repeat("p", 100), 1), 400, "InvalidParameterValue", ""),
	}
	for _, name := range []string{"AllocatedStorage=1", "PubliclyAccessible=true"} {
		parameter, _, _ := strings.Cut(name, "=")
		rows = append(rows, refusedRaw("5.18 "+parameter, rawCreate+"&"+name, 400, "InvalidParameterCombination", parameter+" isn&#39;t supported for DB engine aurora-postgresql."))
	}
	return append(rows, asRows([]refusal{
		{name: "5.2 identifier taken", code: "DBClusterAlreadyExistsFault", message: "DB Cluster already exists", call: create(func(in *createInput) {
			in.DBClusterIdentifier = aws.String("Orders")
		})},
		{
			name: "5.39 port too low", code: "InvalidParameterValue", message: "Invalid endpoint port 1149. Valid range is: 1150-65535",
			call: create(func(in *createInput) { in.Port = aws.Int32(1149) }),
		},
		{name: "5.39 unknown subnet group", code: "DBSubnetGroupNotFoundFault", status: 404, message: "DB subnet group 'nowhere' does not exist.", call: create(func(in *createInput) {
			in.DBSubnetGroupName = aws.String("nowhere")
		})},
		{name: "5.39 parameter group of another family", code: "InvalidParameterCombination", call: create(func(in *createInput) {
			in.DBClusterParameterGroupName = aws.String("older")
		})},
	})...)
}

func scaling(low, high, pause string) string {
	const name = "&ServerlessV2ScalingConfiguration."
	return name + "MinCapacity=" + low + name + "MaxCapacity=" + high + name + "SecondsUntilAutoPause=" + pause
}

func createRows() []row {
	return []row{
		{"5.28 windows that touch are legal", func(t *testing.T, w *world) {
			w.newCluster(t, "touching", func(in *createInput) {
				in.PreferredBackupWindow, in.PreferredMaintenanceWindow = aws.String("03:00-04:00"), aws.String("wed:04:00-wed:04:30")
			})
		}},
		{"5.32 auto-pause at 0", func(t *testing.T, w *world) {
			w.newCluster(t, "pausing", func(in *createInput) {
				in.ServerlessV2ScalingConfiguration = &rdstypes.ServerlessV2ScalingConfiguration{
					MinCapacity: aws.Float64(0), MaxCapacity: aws.Float64(2), SecondsUntilAutoPause: aws.Int32(400),
				}
			})
			if s := w.Cluster(t, "pausing").ServerlessV2ScalingConfiguration; aws.ToInt32(s.SecondsUntilAutoPause) != 400 {
				t.Errorf("the configuration is %+v", s)
			}
		}},
	}
}

package aurora

// Statuses from which a cluster does not recover by itself. Any status that is
// not on this list is still going: AWS adds new ones, and a list of the ones
// that are going has failed hashicorp/terraform-provider-aws again and again
// (#2781, #10197, #19231, PR #40601).
//
// Source: the failure sets of
// aws-cloudformation/aws-cloudformation-resource-providers-rds, and
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/accessing-monitoring.html.
var clusterFailures = map[string]bool{
	"cloning-failed":                      true,
	"failed":                              true,
	"inaccessible-encryption-credentials": true,
	"inaccessible-encryption-credentials-recoverable": true,
	"incompatible-network":                            true,
	"incompatible-parameters":                         true,
	"incompatible-restore":                            true,
	"migration-failed":                                true,
	"restore-failed":                                  true,
	statusStopped:                                     true,
}

// Statuses from which an instance does not recover by itself; sources as above.
var instanceFailures = map[string]bool{
	"failed":                              true,
	"inaccessible-encryption-credentials": true,
	"inaccessible-encryption-credentials-recoverable": true,
	"incompatible-create":                             true,
	"incompatible-credentials":                        true,
	"incompatible-network":                            true,
	"incompatible-option-group":                       true,
	"incompatible-parameters":                         true,
	"incompatible-restore":                            true,
	"insufficient-capacity":                           true,
	"modify-failed":                                   true,
	"restore-error":                                   true,
	"storage-full":                                    true,
	"upgrade-failed":                                  true,
	statusStopped:                                     true,
}

const (
	statusStopped   = "stopped"
	statusStopping  = "stopping"
	statusCreating  = "creating"
	statusDeleting  = "deleting"
	statusResetting = "resetting-master-credentials"
)

// The engines that are Aurora; Multi-AZ DB clusters, Neptune and DocumentDB
// answer the same API.
const (
	enginePostgreSQL = "aurora-postgresql"
	engineMySQL      = "aurora-mysql"
)

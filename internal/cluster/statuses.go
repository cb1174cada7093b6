package cluster

// Statuses that decisions are taken on, for clusters and instances alike.
const (
	// StatusAvailable is the status of a cluster or instance that is ready.
	StatusAvailable = "available"
	// StatusCreating is the status of a cluster on its way in.
	StatusCreating = "creating"
	// StatusDeleting is the status of a cluster on its way out.
	StatusDeleting = "deleting"
	// StatusStopped is the status of a cluster that keeps its data and no server.
	StatusStopped = "stopped"
	// StatusStopping is the status of a cluster on its way to stopped.
	StatusStopping = "stopping"
)

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
	StatusStopped:                                     true,
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
	StatusStopped:                                     true,
}

// Failed says whether a cluster with this status does not recover by itself.
func Failed(status string) bool { return clusterFailures[status] }

// InstanceFailed says whether an instance with this status does not recover by
// itself.
func InstanceFailed(status string) bool { return instanceFailures[status] }

package aurora

import (
	"errors"
	"net"
)

// hints say what can be done about a code. Only codes whose message alone
// leaves the user guessing are here.
var hints = map[string]string{
	"AccessDenied":                       hintDenied,
	"AccessDeniedException":              hintDenied,
	"UnauthorizedOperation":              hintDenied,
	"InvalidClientTokenId":               "AWS does not know these credentials. Check the profile, and whether AWS_ENDPOINT_URL should point at a sandbox.",
	"ExpiredToken":                       "The session has expired: sign in again.",
	"ExpiredTokenException":              "The session has expired: sign in again.",
	"RequestExpired":                     "This machine's clock differs from AWS's by more than 15 minutes, or the session has expired.",
	"DBClusterQuotaExceededFault":        "The account's quota of DB clusters in this Region is used up (40 by default): delete clusters that are no longer needed, or ask for more in Service Quotas.",
	"InstanceQuotaExceeded":              "The account's quota of DB instances in this Region is used up (40 by default): delete some, or ask for more in Service Quotas.",
	"DBSubnetGroupQuotaExceeded":         "The account's quota of DB subnet groups in this Region is used up (50 by default): name an existing one with db_subnet_group_name.",
	"KMSKeyNotAccessibleFault":           "The key must be enabled, and these credentials need kms:DescribeKey, kms:Decrypt and kms:CreateGrant on it.",
	"InsufficientDBInstanceCapacity":     "AWS has no instance of this class free in the zone: try again later, or choose another instance class.",
	"InsufficientDBClusterCapacity":      "AWS has no capacity in these zones: try again later.",
	"InsufficientStorageClusterCapacity": "AWS has no storage free in these zones: try again later, or choose other subnets.",
	"DBSubnetGroupDoesNotCoverEnoughAZs": "Give subnets in at least two Availability Zones that hold the source's storage.",
	"DBSubnetGroupNotFoundFault":         "Check db_subnet_group_name, Region and account.",
	"DBClusterParameterGroupNotFound":    "Check db_cluster_parameter_group_name, Region and account.",
	"DBParameterGroupNotFound":           "Check db_parameter_group_name, Region and account.",
	codeSubnetNotFound:                   "Check subnet_ids, Region and account.",
	codeGroupNotFound:                    "Check vpc_security_group_ids, Region and account.",
	codeGroupIDNotFound:                  "Check vpc_security_group_ids, Region and account.",
	"Throttling":                         "The account's RDS API quota (12 requests a second) is used up by all its callers together: run less at once.",
	"ThrottlingException":                "The account's RDS API quota (12 requests a second) is used up by all its callers together: run less at once.",
}

const hintDenied = "These credentials lack a permission; AWS's message names it and the resource it is needed on."

// hintWithoutCode helps when there was no answer to read a code from.
func hintWithoutCode(err error) string {
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return "AWS, or the endpoint set with AWS_ENDPOINT_URL or endpoints, could not be reached from here."
	}
	return ""
}

package conformance_test

import (
	"context"
	"net/http"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

func deleteRefusals() []refusal {
	remove := func(id string, skip bool, final string) func(context.Context, *world) error {
		return func(ctx context.Context, c *world) error {
			in := &rds.DeleteDBClusterInput{DBClusterIdentifier: aws.String(id), SkipFinalSnapshot: aws.Bool(skip)}
			if final != "" {
				in.FinalDBSnapshotIdentifier = aws.String(final)
			}
			_, err := c.RDS.DeleteDBCluster(ctx, in)
			return err
		}
	}
	return []refusal{
		{
			name: "8.1 live members", code: "InvalidDBClusterStateFault",
			message: "Cluster cannot be deleted, it still contains DB instances in non-deleting state.", call: remove("orders", true, ""),
		},
		{
			name: "8.5 no word on the final snapshot", code: "InvalidParameterCombination",
			message: "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.", call: remove("idle", false, ""),
		},
		{
			name: "8.6 both skipped and named", code: "InvalidParameterCombination",
			message: "You cannot specify both FinalDBSnapshotIdentifier and SkipFinalSnapshot", call: remove("idle", true, "last"),
		},
		{name: "8.13 unknown cluster", code: "DBClusterNotFoundFault", status: http.StatusNotFound, message: "DBCluster nobody not found.", call: remove("nobody", true, "")},
		{name: "12.4 bad snapshot name", code: "InvalidParameterValue", message: "Invalid snapshot identifier:  1st", call: remove("idle", false, "1st")},
	}
}

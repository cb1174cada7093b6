package conformance_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
)

func httpEndpointRows() []row {
	enable := func(t *testing.T, w *world) {
		t.Helper()
		out, err := w.RDS.EnableHttpEndpoint(t.Context(), &rds.EnableHttpEndpointInput{ResourceArn: aws.String(ordersARN)})
		must(t, err)
		if aws.ToString(out.ResourceArn) != ordersARN || !aws.ToBool(out.HttpEndpointEnabled) || !aws.ToBool(w.Cluster(t, "orders").HttpEndpointEnabled) {
			t.Errorf("the answer is %+v", out)
		}
	}
	return []row{
		{"13.1 enable", enable},
		{"13.6 enable twice, disable twice", func(t *testing.T, w *world) {
			enable(t, w)
			for range 2 {
				_, err := w.RDS.DisableHttpEndpoint(t.Context(), &rds.DisableHttpEndpointInput{ResourceArn: aws.String(ordersARN)})
				must(t, err)
			}
			if aws.ToBool(w.Cluster(t, "orders").HttpEndpointEnabled) {
				t.Error("it is enabled still")
			}
		}},
		refusedRaw("13.2 unknown ARN", "Action=EnableHttpEndpoint&ResourceArn="+ordersARN+"x", 404, "ResourceNotFoundFault", ""),
	}
}

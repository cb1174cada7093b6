package sandbox_test

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// signedFor is the header of a request that was signed for a service.
func signedFor(service string) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/x-www-form-urlencoded")
	h.Set("Authorization", "AWS4-HMAC-SHA256 Credential=AKID/20261122/eu-west-1/"+service+"/aws4_request, SignedHeaders=host, Signature=00")
	return h
}

func TestErrorEnvelopes(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t)
	cases := []struct {
		name, service, body string
		status              int
		want                []string
	}{
		{
			"1.2 RDS", "rds", "Action=DescribeDBClusters&Version=2014-10-31&DBClusterIdentifier=x", 404,
			[]string{
				`<ErrorResponse xmlns="http://rds.amazonaws.com/doc/2014-10-31/"><Error><Type>Sender</Type><Code>DBClusterNotFoundFault</Code>`,
				"<Message>DBCluster x not found.</Message></Error><RequestId>",
			},
		},
		{
			"EC2", "ec2", "Action=DescribeVpcs&Version=2016-11-15&VpcId.1=vpc-9", 400,
			[]string{"<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code><Message>The vpc ID &#39;vpc-9&#39; does not exist</Message></Error></Errors><RequestID>"},
		},
		{"1.9 unknown action", "rds", "Action=DescribeMoods&Version=2014-10-31", 400, []string{"<Code>InvalidAction</Code>", "DescribeMoods"}},
		{"unknown service", "s3", "Action=ListBuckets", 400, []string{"<Code>InvalidAction</Code>", "&#34;s3&#34;"}},
		{
			"unknown parameter", "rds", "Action=DescribeDBClusters&Version=2014-10-31&Colour=red", 400,
			[]string{"<Code>UnknownParameter</Code>", "The parameter Colour is not recognized"},
		},
		{
			"4.2 parameter that restore does not have", "rds",
			"Action=RestoreDBClusterToPointInTime&Version=2014-10-31&DBClusterIdentifier=x&MasterUserPassword=hidden-away", 400,
			[]string{"<Code>UnknownParameter</Code>", "MasterUserPassword"},
		},
		{
			"1.10 required parameter", "rds", "Action=StopDBCluster&Version=2014-10-31", 400,
			[]string{"<Code>MissingParameter</Code><Message>The request must contain the parameter DBClusterIdentifier</Message>"},
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			status, body := sandboxtest.Post(t, server, signedFor(c.service), c.body)
			if status != c.status {
				t.Errorf("HTTP status %d, want %d", status, c.status)
			}
			for _, want := range c.want {
				if !strings.Contains(body, want) {
					t.Errorf("the answer lacks %s:\n%s", want, body)
				}
			}
		})
	}
	t.Run("1.12 no credentials", func(t *testing.T) {
		status, body := sandboxtest.Post(t, server, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, "Action=DescribeDBClusters&Version=2014-10-31")
		if status != http.StatusForbidden || !strings.Contains(body, "<Code>MissingAuthenticationToken</Code>") {
			t.Errorf("HTTP status %d: %s", status, body)
		}
	})
	t.Run("an empty list is there", func(t *testing.T) {
		_, body := sandboxtest.Post(t, server, signedFor("rds"), "Action=DescribeDBClusters&Version=2014-10-31")
		if !strings.Contains(body, "<DescribeDBClustersResult><DBClusters></DBClusters></DescribeDBClustersResult><ResponseMetadata><RequestId>") {
			t.Errorf("the answer is %s", body)
		}
	})
	t.Run("lists under .member are taken", func(t *testing.T) {
		_, body := sandboxtest.Post(t, server, signedFor("rds"), "Action=CreateDBSubnetGroup&Version=2014-10-31&DBSubnetGroupName=m&DBSubnetGroupDescription=m"+
			"&SubnetIds.member.1=subnet-0a&SubnetIds.member.2=subnet-0b")
		if !strings.Contains(body, "<DBSubnetGroupName>m</DBSubnetGroupName>") {
			t.Errorf("the answer is %s", body)
		}
	})
}

func TestCallerIdentity(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t)
	c := clientsOf(server)
	me, err := c.STS.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(me.Account) != sandbox.AccountID {
		t.Errorf("the account is %s", aws.ToString(me.Account))
	}
	role := aws.String("arn:aws:iam::123456789012:role/path/deploy")
	assumed, err := c.STS.AssumeRole(t.Context(), &sts.AssumeRoleInput{RoleArn: role, RoleSessionName: aws.String("ci")})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := aws.ToString(assumed.AssumedRoleUser.Arn), "arn:aws:sts::123456789012:assumed-role/deploy/ci"; got != want {
		t.Errorf("the role's user is %s, want %s", got, want)
	}
	if _, err := c.STS.AssumeRoleWithWebIdentity(t.Context(), &sts.AssumeRoleWithWebIdentityInput{
		RoleArn: role, RoleSessionName: aws.String("ci"), WebIdentityToken: aws.String("a-token-of-some-length"),
	}); err != nil {
		t.Error(err)
	}
}

func TestAnyRegionFindsTheSameClusters(t *testing.T) {
	t.Parallel()
	server := sandboxtest.Start(t, sandboxtest.WithSeed("orders", "CREATE TABLE orders (id int);"))
	for region, partition := range map[string]string{"eu-west-3": "aws", "us-gov-west-1": "aws-us-gov"} {
		c := clientsOf(server, sandboxtest.InRegion(region)).Cluster(t, "orders")
		if got, want := aws.ToString(c.DBClusterArn), "arn:"+partition+":rds:"+region+":123456789012:cluster:orders"; got != want {
			t.Errorf("the ARN is %s, want %s", got, want)
		}
		if c.AvailabilityZones[0] != region+"a" {
			t.Errorf("the first zone is %s", c.AvailabilityZones[0])
		}
	}
}

func TestRequestsAreTold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	var told []sandbox.Request
	server := sandboxtest.Start(t, sandboxtest.WithConfig(func(c *sandbox.Config) {
		c.OnRequest = func(r sandbox.Request) {
			mu.Lock()
			defer mu.Unlock()
			told = append(told, r)
		}
	}))
	c := clientsOf(server)
	_, err := c.RDS.ModifyDBCluster(t.Context(), &rds.ModifyDBClusterInput{
		DBClusterIdentifier: aws.String("nobody"), MasterUserPassword: aws.String("very-secret-indeed"),
	})
	sandboxtest.Refused(t, err, "DBClusterNotFoundFault")
	watch(t, func() bool { mu.Lock(); defer mu.Unlock(); return len(told) > 0 })
	mu.Lock()
	defer mu.Unlock()
	r := told[0]
	if r.Service != "rds" || r.Action != "ModifyDBCluster" || r.Code != "DBClusterNotFoundFault" || r.Status != 404 || r.Region != "eu-central-1" {
		t.Errorf("told of %+v", r)
	}
	if r.Params["DBClusterIdentifier"] != "nobody" || r.Params["MasterUserPassword"] != sandbox.Redacted {
		t.Errorf("the parameters are %v", r.Params)
	}
}

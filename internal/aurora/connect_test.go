package aurora

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// bareEnvironment takes away whatever AWS settings the machine has.
func bareEnvironment(t *testing.T) {
	t.Helper()
	for _, pair := range os.Environ() {
		if name, value, _ := strings.Cut(pair, "="); strings.HasPrefix(name, "AWS_") {
			t.Setenv(name, value) // so that it comes back
			_ = os.Unsetenv(name)
		}
	}
	none := filepath.Join(t.TempDir(), "none")
	t.Setenv("AWS_CONFIG_FILE", none)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", none)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
}

func identity(account string) func(url.Values, int) answer {
	return ok("GetCallerIdentity", "<Account>"+account+"</Account><Arn>arn:aws:iam::"+account+":user/me</Arn><UserId>me</UserId>")
}

func TestConnectSaysWhatIsMissing(t *testing.T) {
	tests := map[string]struct {
		connection Connection
		says, hint string
	}{
		"region":      {Connection{AccessKey: "a", SecretKey: "b"}, "no Region", "AWS_REGION"},
		"credentials": {Connection{Region: "eu-central-1"}, "credential", "AWS_PROFILE"},
		"profile":     {Connection{Region: "eu-central-1", Profile: "nobody"}, "nobody", "profile"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			bareEnvironment(t)
			test.connection.SkipCredentialsValidation = true
			_, err := Connect(t.Context(), test.connection)
			if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(failure.Hint(err), test.hint) {
				t.Errorf("got %v, hint %q", err, failure.Hint(err))
			}
		})
	}
}

func TestConnectHonoursTheEndpointsOfTheEnvironment(t *testing.T) {
	for _, variable := range []string{"AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_RDS"} {
		t.Run(variable, func(t *testing.T) {
			bareEnvironment(t)
			s, _ := newScript(t, says{"DescribeDBClusters": statusesOf("available"), "GetCallerIdentity": identity("123456789012")})
			t.Setenv(variable, s.address)
			t.Setenv("AWS_ACCESS_KEY_ID", "a")
			t.Setenv("AWS_SECRET_ACCESS_KEY", "b")
			t.Setenv("AWS_REGION", "eu-north-1")
			client, err := Connect(t.Context(), Connection{SkipCredentialsValidation: variable != "AWS_ENDPOINT_URL"})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := client.FindCluster(t.Context(), "x"); err != nil {
				t.Error(err)
			}
			if client.Endpoint() != s.address || client.Region() != "eu-north-1" {
				t.Errorf("endpoint %q, region %q", client.Endpoint(), client.Region())
			}
		})
	}
}

func TestConnectChecksTheAccount(t *testing.T) {
	bareEnvironment(t)
	s, _ := newScript(t, says{"GetCallerIdentity": identity("123456789012")})
	connection := Connection{
		Region: "eu-central-1", AccessKey: "a", SecretKey: "b", Endpoints: map[string]string{"sts": s.address}, AllowedAccountIDs: []string{"210987654321"},
	}
	if _, err := Connect(t.Context(), connection); err == nil || !strings.Contains(failure.Hint(err), "allowed_account_ids") {
		t.Errorf("got %v", err)
	}
	connection.AllowedAccountIDs = []string{"123456789012"}
	if _, err := Connect(t.Context(), connection); err != nil {
		t.Error(err)
	}
}

func TestConnectAssumesAChainOfRoles(t *testing.T) {
	bareEnvironment(t)
	s, _ := newScript(t, says{
		"GetCallerIdentity": identity("123456789012"),
		"AssumeRole": func(form url.Values, _ int) answer {
			return result("AssumeRole", "<Credentials><AccessKeyId>ASIA-"+form.Get("RoleSessionName")+"</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"+
				"<SessionToken>t</SessionToken><Expiration>"+time.Now().Add(time.Hour).UTC().Format(time.RFC3339)+"</Expiration></Credentials>")
		},
		"DescribeDBClusters": statusesOf("available"),
	})
	client, err := Connect(t.Context(), Connection{
		Region: "eu-central-1", AccessKey: "a", SecretKey: "b", Endpoints: map[string]string{"sts": s.address, "rds": s.address},
		AssumeRole: []AssumeRole{
			{RoleARN: "arn:aws:iam::123456789012:role/first", SessionName: "first"},
			{RoleARN: "arn:aws:iam::123456789012:role/second", SessionName: "second", ExternalID: "x-1"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	if form := s.last("AssumeRole"); s.count("AssumeRole") < 2 || form.Get("RoleArn") != "arn:aws:iam::123456789012:role/second" || form.Get("ExternalId") != "x-1" {
		t.Errorf("%d roles were assumed, the last with %v", s.count("AssumeRole"), form)
	}
	if _, err := client.FindCluster(t.Context(), "x"); err != nil {
		t.Fatal(err)
	}
	if signed := s.signedBy(); !strings.Contains(signed, "Credential=ASIA-second/") {
		t.Errorf("the call is signed %q", signed)
	}
}

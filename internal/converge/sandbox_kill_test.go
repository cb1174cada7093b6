package converge_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/aurora"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// scaffold is a way to the sandbox that breaks behind the first call of one
// action: AWS has carried it out, the answer is lost, and so is every later
// call. That is what a killed process looks like from AWS.
type scaffold struct {
	action string
	broken atomic.Bool
	proxy  *httputil.ReverseProxy
}

func newScaffold(t *testing.T, to, action string) string {
	t.Helper()
	target, err := url.Parse(to)
	if err != nil {
		t.Fatal(err)
	}
	s := &scaffold{action: action}
	s.proxy = &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.SetURL(target)
			r.Out.Host = r.In.Host // it is signed
		},
		ModifyResponse: func(*http.Response) error {
			if s.broken.Load() {
				return http.ErrAbortHandler
			}
			return nil
		},
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return server.URL
}

func (s *scaffold) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.broken.Load() {
		panic(http.ErrAbortHandler)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	if form, err := url.ParseQuery(string(body)); err == nil && form.Get("Action") == s.action {
		s.broken.Store(true)
	}
	s.proxy.ServeHTTP(w, r)
}

func TestCloneInTheSandboxIsCarriedOnAfterAKill(t *testing.T) {
	c := newCloud(t, artifact.TargetDB{SubnetIDs: []string{"subnet-0a", "subnet-0b"}})
	for n, action := range []string{
		"CreateDBSubnetGroup", "CreateSecurityGroup", "RestoreDBClusterToPointInTime", "AddTagsToResource", "ModifyDBCluster",
		"CreateDBInstance", "AuthorizeSecurityGroupIngress",
	} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			q := c.request(func(q *converge.Request) {
				q.Identifier = []string{"copy-a", "copy-b", "copy-c", "copy-d", "copy-e", "copy-f", "copy-g"}[n]
				q.Access.AllowedCIDRs = []string{"10.0.0.0/8"}
			})
			options := converge.Options{Lease: 2 * time.Second, CleanUp: time.Second}
			doomed := connect(t, newScaffold(t, c.url, action), 1)
			if _, err := converge.New(doomed, options).Create(t.Context(), q, nil); err == nil {
				t.Fatal("a killed run has no success")
			}
			before, beforeErr := c.client.FindCluster(t.Context(), q.Identifier)

			verbs := converge.New(c.client, options)
			found, err := verbs.Find(t.Context(), q.Identifier)
			if err != nil {
				t.Fatal(err)
			}
			q.Owner, q.Adopt = "token-2", found.Cluster.ResourceID
			outcome, err := verbs.Create(t.Context(), q, nil)
			if err != nil {
				t.Fatal(err)
			}
			if beforeErr == nil && outcome.Cluster.ResourceID != before.ResourceID {
				t.Errorf("the cluster is %s, it was %s", outcome.Cluster.ResourceID, before.ResourceID)
			}
			if n := c.restores(q.Identifier); n != 1 {
				t.Errorf("%d clones were made", n)
			}
			if outcome.Cluster.MasterSecret == nil || len(outcome.Instances) != 1 || !slices.Equal(outcome.Phases[len(outcome.Phases)-1:], outcome.Phases[5:]) {
				t.Errorf("the outcome is %+v", outcome)
			}
			late := converge.DeleteRequest{Identifier: q.Identifier, Owner: "token-1", ResourceID: outcome.Cluster.ResourceID, VPCID: q.Target.VPCID}
			if err := verbs.Delete(t.Context(), late, nil); err != nil {
				t.Error(err)
			}
			if now, err := c.client.FindCluster(t.Context(), q.Identifier); err != nil || now.Status == cluster.StatusDeleting {
				t.Errorf("the killed run's owner deleted what was adopted: %v, %s", err, now.Status)
			}
			late.Owner = "token-2"
			if err := verbs.Delete(t.Context(), late, nil); err != nil {
				t.Fatal(err)
			}
			c.nothingLeft(t, q)
		})
	}
}

// restores counts the clones that were really made under a name.
func (c *cloud) restores(identifier string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := 0
	for _, r := range c.calls {
		if r.Action == "RestoreDBClusterToPointInTime" && r.Status < 300 && r.Params["DBClusterIdentifier"] == identifier {
			n++
		}
	}
	return n
}

// connect gives each call so many attempts: a doomed client has one, others
// outlive the connections that dying servers of this process take along.
func connect(t *testing.T, url string, attempts int) *aurora.Client {
	t.Helper()
	client, err := aurora.Connect(t.Context(), aurora.Connection{
		Region: "eu-central-1", AccessKey: "test", SecretKey: "test", PollInterval: 20 * time.Millisecond, MaxRetries: attempts,
		SkipCredentialsValidation: true,
		Endpoints:                 map[string]string{"rds": url, "ec2": url, "sts": url},
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

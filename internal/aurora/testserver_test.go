package aurora

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// answer is what the scripted RDS says to one call.
type answer struct {
	status int
	body   string
}

// script is an RDS that answers each action as told, to bring about what the
// sandbox does not: lost listings, throttling, statuses in a given order. The
// XML has the form of AWS's (RDS API Reference, version 2014-10-31).
type script struct {
	address string

	mu     sync.Mutex
	calls  []url.Values
	signed string // the newest call's Authorization header
	says   map[string]func(form url.Values, nth int) answer
}

func newScript(t *testing.T, says map[string]func(url.Values, int) answer) (*script, *Client) {
	t.Helper()
	s := &script{says: says}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.address = server.URL
	return s, connectTo(t, server.URL, nil)
}

func connectTo(t *testing.T, address string, change func(*Connection)) *Client {
	t.Helper()
	connection := Connection{
		Region: "eu-central-1", AccessKey: "AKIATEST", SecretKey: "secret", SkipCredentialsValidation: true,
		MaxRetries: 2, PollInterval: 10 * time.Millisecond,
		Endpoints: map[string]string{"rds": address, "ec2": address, "sts": address},
	}
	if change != nil {
		change(&connection)
	}
	client, err := Connect(t.Context(), connection)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	action := r.PostForm.Get("Action")
	s.mu.Lock()
	nth := 1
	for _, form := range s.calls {
		if form.Get("Action") == action {
			nth++
		}
	}
	s.calls = append(s.calls, r.PostForm)
	s.signed = r.Header.Get("Authorization")
	say := s.says[action]
	s.mu.Unlock()
	a := refuse(http.StatusBadRequest, "InvalidAction", "not in the script: "+action)
	switch {
	case say != nil:
		a = say(r.PostForm, nth)
	case action == "DescribeEvents":
		a = events()
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(a.status)
	_, _ = w.Write([]byte(a.body))
}

// count is the number of calls of an action.
func (s *script) count(action string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, form := range s.calls {
		if form.Get("Action") == action {
			n++
		}
	}
	return n
}

func (s *script) signedBy() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.signed
}

// last is the newest call of an action.
func (s *script) last(action string) url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found url.Values
	for _, form := range s.calls {
		if form.Get("Action") == action {
			found = form
		}
	}
	return found
}

const namespace = `xmlns="http://rds.amazonaws.com/doc/2014-10-31/"`

func result(action, body string) answer {
	return answer{http.StatusOK, fmt.Sprintf(
		`<%[1]sResponse %[2]s><%[1]sResult>%[3]s</%[1]sResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></%[1]sResponse>`,
		action, namespace, body)}
}

func refuse(status int, code, message string) answer {
	return answer{status, fmt.Sprintf(
		`<ErrorResponse %s><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r-2</RequestId></ErrorResponse>`,
		namespace, code, message)}
}

// clusters is a page of DescribeDBClusters; marker is empty on the last one.
func clusters(marker string, all ...string) answer {
	if marker != "" {
		marker = "<Marker>" + marker + "</Marker>"
	}
	return result("DescribeDBClusters", marker+"<DBClusters>"+strings.Join(all, "")+"</DBClusters>")
}

// aCluster is one cluster; more is further XML.
func aCluster(id, status, more string) string {
	return fmt.Sprintf(`<DBCluster><DBClusterIdentifier>%[1]s</DBClusterIdentifier><DBClusterArn>arn:aws:rds:eu-central-1:123456789012:cluster:%[1]s</DBClusterArn>
<DbClusterResourceId>cluster-%[1]s</DbClusterResourceId><Engine>aurora-postgresql</Engine><Status>%[2]s</Status>%[3]s</DBCluster>`, id, status, more)
}

func instances(all ...string) answer {
	return result("DescribeDBInstances", "<DBInstances>"+strings.Join(all, "")+"</DBInstances>")
}

func anInstance(id, home, status string) string {
	return fmt.Sprintf(`<DBInstance><DBInstanceIdentifier>%s</DBInstanceIdentifier><DBClusterIdentifier>%s</DBClusterIdentifier>
<DBInstanceStatus>%s</DBInstanceStatus></DBInstance>`, id, home, status)
}

// events is an answer of DescribeEvents with these messages, all of now.
func events(messages ...string) answer {
	var b strings.Builder
	for _, m := range messages {
		fmt.Fprintf(&b, `<Event><SourceIdentifier>x</SourceIdentifier><SourceType>db-cluster</SourceType><Message>%s</Message><Date>%s</Date></Event>`,
			m, time.Now().UTC().Format("2006-01-02T15:04:05.000Z"))
	}
	return result("DescribeEvents", "<Events>"+b.String()+"</Events>")
}

package aurora

import (
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestWaitMasterPasswordWantsEvidence(t *testing.T) {
	denied := func(url.Values, int) answer { return refuse(http.StatusForbidden, "AccessDenied", "no") }
	tests := map[string]struct {
		says  says
		least int // looks
	}{
		"the event after the call": {says{
			"DescribeDBClusters": statusesOf("available"),
			"DescribeEvents": func(_ url.Values, nth int) answer {
				if nth < 3 {
					return events("DB cluster created")
				}
				return events("DB cluster created", "Reset master credentials")
			},
		}, 3},
		"the status, and then available": {says{
			"DescribeDBClusters": statusesOf("available", "resetting-master-credentials", "available"), "DescribeEvents": denied,
		}, 3},
		"available for long enough": {says{
			"DescribeDBClusters": statusesOf("available"), "DescribeEvents": denied,
		}, 3},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s, client := newScript(t, test.says)
			if _, err := client.WaitMasterPassword(t.Context(), "x", time.Now(), nil); err != nil {
				t.Fatal(err)
			}
			if n := s.count("DescribeDBClusters"); n < test.least {
				t.Errorf("believed after %d looks", n)
			}
		})
	}
}

func TestWaitMasterPasswordIsNotFooledByAnEarlierEvent(t *testing.T) {
	s, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("available"),
		"DescribeEvents":     func(url.Values, int) answer { return events("Reset master credentials") },
	})
	if _, err := client.WaitMasterPassword(t.Context(), "x", time.Now().Add(time.Minute), nil); err != nil {
		t.Fatal(err)
	}
	if n := s.count("DescribeDBClusters"); n < 3 {
		t.Errorf("an event of before the call was believed after %d looks", n)
	}
}

func TestWaitMasterPasswordTellsThatItWentWrong(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("available"),
		"DescribeEvents": func(url.Values, int) answer {
			return events("An attempt to reset the master password for the DB cluster has failed.")
		},
	})
	if _, err := client.WaitMasterPassword(t.Context(), "x", time.Now(), nil); !errors.Is(err, cluster.ErrFailed) {
		t.Errorf("got %v", err)
	}
}

package aurora

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

type says = map[string]func(url.Values, int) answer

// statusesOf answers DescribeDBClusters with cluster x in one status after the
// other; the last one stays.
func statusesOf(list ...string) func(url.Values, int) answer {
	return func(_ url.Values, nth int) answer {
		return clusters("", aCluster("x", list[min(nth, len(list))-1], ""))
	}
}

func TestWaitsShareTheirLooks(t *testing.T) {
	const busyLooks = 8
	s, client := newScript(t, says{"DescribeDBClusters": func(form url.Values, nth int) answer {
		status := "creating"
		if nth > 2*busyLooks {
			status = "available"
		}
		// Two pages to each look.
		if form.Get("Marker") == "" {
			return clusters("page-2", aCluster("x", status, ""))
		}
		return clusters("", aCluster("y", status, ""))
	}})
	var all sync.WaitGroup
	for _, id := range []string{"x", "y", "x", "y", "x", "y"} {
		all.Go(func() {
			if now, err := client.WaitCluster(t.Context(), id, cluster.Available, nil); err != nil || now.Identifier != id {
				t.Errorf("%s: %+v, %v", id, now, err)
			}
		})
	}
	all.Wait()
	// Six waits that ask for themselves would take six times as many.
	if n := s.count("DescribeDBClusters"); n > 2*(busyLooks+3) {
		t.Errorf("six waits took %d calls for %d looks", n, busyLooks)
	}
}

func TestWaitEndsWithAFailureStatusAndTheEvents(t *testing.T) {
	s, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("creating", "cloning-failed"),
		"DescribeEvents":     func(url.Values, int) answer { return events("Cannot clone: the key is gone") },
	})
	_, err := client.WaitCluster(t.Context(), "x", cluster.Available, nil)
	if !errors.Is(err, cluster.ErrFailed) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{`waiting for cluster "x"`, `last status "cloning-failed"`, "x: Cannot clone: the key is gone"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
	if form := s.last("DescribeEvents"); form.Get("SourceType") != "db-cluster" || form.Get("Duration") != "60" {
		t.Errorf("the events were asked for with %v", form)
	}
}

func TestWaitTakesEveryOtherStatusForGoingOn(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("creating", "a-status-of-next-year", "scaling-storage", "available"),
	})
	var seen []string
	if _, err := client.WaitCluster(t.Context(), "x", cluster.Available, func(s string) { seen = append(seen, s) }); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(seen, " "); got != "creating a-status-of-next-year scaling-storage available" {
		t.Errorf("reported %q", got)
	}
}

func TestWaitThatIsCutShortTellsTheLastStatus(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("modifying"),
		"DescribeEvents":     func(url.Values, int) answer { return events("still at it") },
	})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err := client.WaitCluster(ctx, "x", cluster.Available, nil)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), `last status "modifying"`) || !strings.Contains(err.Error(), "still at it") {
		t.Errorf("got %v", err)
	}
	if !strings.Contains(failure.Hint(err), "timeouts") {
		t.Errorf("the hint is %q", failure.Hint(err))
	}
}

func TestWaitForInstancesNamesTheOneThatFailed(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("available"),
		"DescribeDBInstances": func(url.Values, int) answer {
			return instances(anInstance("x-1", "x", "creating"), anInstance("x-2", "x", "insufficient-capacity"))
		},
		"DescribeEvents": func(form url.Values, _ int) answer {
			return events("about " + form.Get("SourceType") + " " + form.Get("SourceIdentifier"))
		},
	})
	_, err := client.WaitInstances(t.Context(), "x", cluster.WriterAvailable, nil)
	if !errors.Is(err, cluster.ErrFailed) {
		t.Fatalf("got %v", err)
	}
	for _, want := range []string{`instance "x-2" is "insufficient-capacity"`, "about db-cluster x", "about db-instance x-2"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in: %v", want, err)
		}
	}
}

func TestWaitForAnInstanceThatLeavesIgnoresItsFailure(t *testing.T) {
	_, client := newScript(t, says{
		"DescribeDBClusters": statusesOf("available"),
		"DescribeDBInstances": func(_ url.Values, nth int) answer {
			if nth < 3 {
				return instances(anInstance("x-1", "x", "deleting"))
			}
			return instances()
		},
	})
	if _, err := client.WaitInstances(t.Context(), "x", cluster.InstancesGone("x-1"), nil); err != nil {
		t.Error(err)
	}
}

func TestWaitForDeletionBelievesOnlyTheNotFoundCode(t *testing.T) {
	_, client := newScript(t, says{"DescribeDBClusters": func(form url.Values, nth int) answer {
		switch {
		case form.Get("DBClusterIdentifier") == "": // the listing forgets it at once
			return clusters("")
		case nth < 6:
			return clusters("", aCluster("x", "deleting", ""))
		default:
			return refuse(http.StatusNotFound, "DBClusterNotFoundFault", "DBCluster x not found.")
		}
	}})
	if err := client.WaitClusterDeleted(t.Context(), "x", nil); err != nil {
		t.Error(err)
	}
}

func TestWaitForDeletionIsNotEndedByADenial(t *testing.T) {
	_, client := newScript(t, says{"DescribeDBClusters": func(form url.Values, _ int) answer {
		if form.Get("DBClusterIdentifier") == "" {
			return clusters("")
		}
		return refuse(http.StatusForbidden, "AccessDenied", "no")
	}})
	if err := client.WaitClusterDeleted(t.Context(), "x", nil); err == nil || errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("got %v", err)
	}
}

func TestWaitAllowsANewClusterToBeListedLate(t *testing.T) {
	_, client := newScript(t, says{"DescribeDBClusters": func(_ url.Values, nth int) answer {
		if nth < 3 {
			return refuse(http.StatusNotFound, "DBClusterNotFoundFault", "DBCluster x not found.")
		}
		return clusters("", aCluster("x", "available", ""))
	}})
	client.interval = time.Second // long enough for the listing to catch up
	client.poller = newPoller(10*time.Millisecond, func(context.Context, bool) (look, error) {
		now, err := client.FindCluster(t.Context(), "x")
		if errors.Is(err, cluster.ErrNotFound) {
			return look{}, nil
		}
		return look{clusters: map[string]cluster.Cluster{"x": now}}, err
	})
	if _, err := client.WaitCluster(t.Context(), "x", cluster.Available, nil); err != nil {
		t.Error(err)
	}
}

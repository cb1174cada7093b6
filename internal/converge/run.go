package converge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// run is one piece of work on one cluster: what it is asked, and what it knows
// so far.
type run struct {
	plane    ControlPlane
	options  Options
	request  Request
	report   Report
	phases   []Phase
	phase    string
	began    time.Time
	cluster  cluster.Cluster // empty until there is one
	found    []cluster.Instance
	firewall cluster.FirewallGroup
	told     map[string]string // status by object
	// masked is the intermediate clone that was masked on the way to the
	// cluster, which is a clone of it; empty without one.
	masked   cluster.Cluster
	recorded []Changeset // nil unless the schema was applied

	// marking keeps the writers of marks apart: the run and its heartbeat.
	marking sync.Mutex
	marks   cluster.Marks
	arn     string // of the cluster to mark; empty until there is one
}

func (c *Converger) newRun(request Request, report Report) *run {
	if report == nil {
		report = func(Event) {}
	}
	return &run{
		plane: c.plane, options: c.options, request: request, report: report, told: map[string]string{},
		marks: cluster.Marks{
			Owner: request.Owner, ArtifactDigest: request.ArtifactDigest, Inputs: request.Inputs(),
			Source: request.Spec.Source.ClusterARN, ExpiresAt: request.ExpiresAt, CreateMode: string(request.Mode), Masked: maskedAtFirst(request),
		},
	}
}

func (r *run) outcome() Outcome {
	there := r.cluster
	if there.ResourceID == "" {
		there = r.masked
	}
	return Outcome{Cluster: there, Instances: r.found, Phases: r.phases, Changesets: r.recorded}
}

// step is one phase: its name and what it does.
type step struct {
	name string
	do   func(context.Context) error
}

// steps goes through phases in their order, and reports and times each.
func (r *run) steps(ctx context.Context, steps ...step) error {
	for _, s := range steps {
		r.phase, r.began = s.name, time.Now()
		r.tell(r.request.Identifier, StatusStarted)
		err := s.do(ctx)
		took := time.Since(r.began)
		r.phases = append(r.phases, Phase{Name: s.name, Seconds: took.Seconds()})
		if err != nil {
			r.report(Event{Phase: s.name, Object: r.request.Identifier, Status: "failed", Elapsed: took, Done: true})
			return &failure.Error{Op: "converging cluster", Object: r.request.Identifier, Err: fmt.Errorf("phase %s: %w", s.name, err)}
		}
		r.report(Event{Phase: s.name, Object: r.request.Identifier, Status: "done", Elapsed: took, Done: true})
	}
	return nil
}

func (r *run) tell(object, status string) {
	r.report(Event{Phase: r.phase, Object: object, Status: status, Elapsed: time.Since(r.began)})
}

// statusOf is the progress callback of a wait on an object.
func (r *run) statusOf(object string) func(string) {
	return func(status string) { r.transition(object, status) }
}

// transition tells an object's status when it is another one than was told
// last, by this wait or by one before.
func (r *run) transition(object, status string) {
	if r.told[object] == status {
		return
	}
	r.told[object] = status
	r.tell(object, status)
}

// errTakenOver means that another run has written its token on the cluster.
var errTakenOver = errors.New("another run has taken the cluster over")

// look reads the cluster anew and makes sure that it is still this run's. A
// refreshed view is what each phase decides on.
func (r *run) look(ctx context.Context) error {
	now, err := r.plane.FindCluster(ctx, r.request.Identifier)
	if err != nil {
		return err
	}
	if err := r.stillOurs(now); err != nil {
		return err
	}
	r.cluster = now
	return nil
}

func (r *run) stillOurs(now cluster.Cluster) error {
	if r.cluster.ResourceID != "" && now.ResourceID != r.cluster.ResourceID {
		return fmt.Errorf("the name now belongs to cluster %s, not %s: %w", now.ResourceID, r.cluster.ResourceID, errTakenOver)
	}
	if marks, _ := cluster.ParseMarks(now.Tags); marks.Owner != r.request.Owner {
		return errTakenOver
	}
	return nil
}

// wait waits for evidence on the cluster and stops early when the cluster is
// no longer this run's. A listing may be a moment old, so a foreign token seen
// in one is asked after before it is believed.
func (r *run) wait(ctx context.Context, until cluster.Evidence) error {
	suspicious := false
	now, err := r.plane.WaitCluster(ctx, r.request.Identifier, func(now cluster.Cluster) bool {
		suspicious = r.stillOurs(now) != nil
		return suspicious || until(now)
	}, r.statusOf(r.request.Identifier))
	if err != nil {
		return err
	}
	if !suspicious {
		r.cluster = now
		return nil
	}
	if err := r.look(ctx); err != nil {
		return err
	}
	if until(r.cluster) {
		return nil
	}
	return r.wait(ctx, until)
}

package faults

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// Call is what rules look at.
type Call struct {
	Service   string   // "rds"
	Operation string   // "CreateDBInstance"
	Targets   []string // identifiers that its parameters name
}

// Effect is what is to go wrong with a call. The zero Effect is nothing.
type Effect struct {
	Faults  []Fault       // what was decided, for the log
	Delay   time.Duration // to pass first
	Refusal *Refusal      // to answer with, without doing anything
	// DropBefore and DropAfter close the connection, before or after the call is
	// done.
	DropBefore, DropAfter bool
	// Status is where the cluster or instance that the call names is to end up.
	Status string
}

// Standing is a rule and what came of it.
type Standing struct {
	ID int `json:"id"`
	Rule
	Calls int `json:"calls"` // that matched
	Fired int `json:"fired"` // that went wrong
}

// Set is the rules in force. Its methods may be called from several goroutines.
type Set struct {
	seed uint64

	mu    sync.Mutex
	last  int // id given last
	rules []*active
}

// active is a rule in force, with its own source of chance, so that rules do not
// disturb each other.
type active struct {
	Standing
	chance *rand.Rand
}

// New returns a set with rules. Chance depends on the seed alone.
func New(seed uint64, rules []Rule) (*Set, error) {
	s := &Set{seed: seed}
	_, err := s.Add(rules)
	return s, err
}

// Add puts rules into force, all or none, and returns them with their ids.
func (s *Set) Add(rules []Rule) ([]Standing, error) {
	for _, r := range rules {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("adding the fault %s to %q: %w", r.Fault, r.Operation, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	added := make([]Standing, 0, len(rules))
	for _, r := range rules {
		s.last++
		a := &active{Standing{ID: s.last, Rule: r}, rand.New(rand.NewPCG(s.seed, uint64(s.last)))} //nolint:gosec // an id counts from 1
		s.rules = append(s.rules, a)
		added = append(added, a.Standing)
	}
	return added, nil
}

// List returns the rules in force, in the order they came in.
func (s *Set) List() []Standing {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]Standing, 0, len(s.rules))
	for _, a := range s.rules {
		list = append(list, a.Standing)
	}
	return list
}

// Remove takes the rule of an id out of force and tells whether there was one.
func (s *Set) Remove(id int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := len(s.rules)
	s.rules = slices.DeleteFunc(s.rules, func(a *active) bool { return a.ID == id })
	return len(s.rules) < before
}

// Clear takes all rules out of force.
func (s *Set) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rules = nil
}

// Meet counts a call and decides what goes wrong with it. Delays add up; of the
// other faults the first rule's that fires is taken, and later ones do not fire.
func (s *Set) Meet(c Call) Effect {
	s.mu.Lock()
	defer s.mu.Unlock()
	var e Effect
	decided := false
	for _, a := range s.rules {
		if !a.matches(c) {
			continue
		}
		a.Calls++
		if decided && a.Fault != Slow || !a.fires() {
			continue
		}
		a.Fired++
		e.Faults = append(e.Faults, a.Fault)
		if a.Fault == Slow {
			e.Delay += time.Duration(a.Delay)
			continue
		}
		decided = true
		e.decide(a.Rule, c)
	}
	return e
}

// decide has a call meet a rule's fault.
func (e *Effect) decide(r Rule, c Call) {
	e.Refusal = r.refusal(c)
	e.DropBefore, e.DropAfter = r.Fault == DropBefore, r.Fault == DropAfter
	e.Status = r.Status
	if r.Fault == KMSLoss {
		e.Status = keyLost
	}
}

// fires decides about a call that was counted.
func (a *active) fires() bool {
	times := a.Times
	if times == 0 && a.Nth > 0 {
		times = 1
	}
	if a.Calls < cmp.Or(a.Nth, 1) || times > 0 && a.Fired >= times {
		return false
	}
	return a.Probability == 0 || a.chance.Float64() < a.Probability
}

package account

// CopiedFrom tells whether data is still to be copied from a data folder, which
// therefore must not go yet.
func (a *Account) CopiedFrom(data string) bool {
	for c := range a.Clusters.All() {
		if c.Phases.copyFrom(data) {
			return true
		}
	}
	for s := range a.Snapshots.All() {
		if s.Phases.copyFrom(data) {
			return true
		}
	}
	return false
}

func (p Phases) copyFrom(data string) bool {
	for i := range p {
		if w := p[i].Work; w != nil && w.Task == TaskClone && w.Source == data && !w.Done {
			return true
		}
	}
	return false
}

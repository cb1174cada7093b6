package cluster

import (
	"strings"
	"time"
)

// The tags by which a cluster, and what belongs to it, is known as ours.
const (
	// TagOwner holds a token that each creation and each adoption makes anew.
	TagOwner = "dbartifact:owner"
	// TagArtifactDigest holds the digest of the artifact converged last.
	TagArtifactDigest = "dbartifact:artifact-digest"
	// TagInputs holds a digest of what is fixed when a clone is made.
	TagInputs = "dbartifact:inputs"
	// TagPhase holds the phase in work and the end of its lease.
	TagPhase = "dbartifact:phase"
	// TagResourceID holds the cluster's own resource id: tags travel with
	// snapshots, resource ids do not.
	TagResourceID = "dbartifact:resource-id"
	// TagSource holds the ARN of the cluster that a clone was made from.
	TagSource = "dbartifact:source"
	// TagExpiresAt holds the time after which the cluster may be reaped. It is
	// put on the cluster alone.
	TagExpiresAt = "dbartifact:expires-at"
	// TagCredentials holds the credentials mode that was set last.
	TagCredentials = "dbartifact:credentials"
	// TagCreateMode holds how the cluster came to be: clone or create.
	TagCreateMode = "dbartifact:create-mode"

	// TagMasked holds the digest of the scripts that have masked a clone, or
	// [MaskedPending].
	TagMasked = "dbartifact:masked"

	tagPrefix = "dbartifact:"
)

// MaskedPending is the record of a clone whose masking scripts have not run.
const MaskedPending = "pending"

// PhaseFinished is the phase of a cluster that nothing is left to do on.
const PhaseFinished = "finished"

// Marks are our tags, read.
type Marks struct {
	Owner          string
	ArtifactDigest string
	Inputs         string
	// Phase is the name of the phase in work, or [PhaseFinished].
	Phase string
	// Until is when the lease on the phase ends: before, somebody is at work
	// and renews it. Zero when released.
	Until       time.Time
	ResourceID  string
	Source      string
	Credentials CredentialsMode
	// ExpiresAt is when the cluster may be reaped; zero for never.
	ExpiresAt  time.Time
	CreateMode string
	// Masked is the digest of the scripts that have run, or [MaskedPending].
	Masked string
}

// ParseMarks reads our tags among all of an object's. ok is false when the
// object carries no owner: it is not ours then, whatever else it carries. A
// lease that cannot be read counts as released.
func ParseMarks(tags map[string]string) (marks Marks, ok bool) {
	phase, until, _ := strings.Cut(tags[TagPhase], " ")
	marks = Marks{
		Owner:          tags[TagOwner],
		ArtifactDigest: tags[TagArtifactDigest],
		Inputs:         tags[TagInputs],
		Phase:          phase,
		ResourceID:     tags[TagResourceID],
		Source:         tags[TagSource],
		Credentials:    CredentialsMode(tags[TagCredentials]),
		CreateMode:     tags[TagCreateMode],
		Masked:         tags[TagMasked],
	}
	if t, err := time.Parse(time.RFC3339, until); err == nil {
		marks.Until = t
	}
	if t, err := time.Parse(time.RFC3339, tags[TagExpiresAt]); err == nil {
		marks.ExpiresAt = t
	}
	return marks, marks.Owner != ""
}

// Tags renders the marks; an empty one is left out. Times are whole seconds in
// UTC, so every value keeps to the characters that AWS allows in a tag.
func (m Marks) Tags() map[string]string {
	tags := map[string]string{}
	put := func(key, value string) {
		if value != "" {
			tags[key] = value
		}
	}
	put(TagOwner, m.Owner)
	put(TagArtifactDigest, m.ArtifactDigest)
	put(TagInputs, m.Inputs)
	put(TagPhase, m.phaseTag())
	put(TagResourceID, m.ResourceID)
	put(TagSource, m.Source)
	put(TagCredentials, string(m.Credentials))
	if !m.ExpiresAt.IsZero() {
		put(TagExpiresAt, m.ExpiresAt.UTC().Truncate(time.Second).Format(time.RFC3339))
	}
	put(TagCreateMode, m.CreateMode)
	put(TagMasked, m.Masked)
	return tags
}

func (m Marks) phaseTag() string {
	if m.Phase == "" || m.Until.IsZero() {
		return m.Phase
	}
	// Rounded up: a lease cut down to the second could end before it began.
	return m.Phase + " " + m.Until.Add(time.Second-1).UTC().Truncate(time.Second).Format(time.RFC3339)
}

// Finished says whether nothing is left to do on the cluster.
func (m Marks) Finished() bool { return m.Phase == PhaseFinished }

// IsMark says whether a tag key is one of ours, so that the user's own tags
// can be told apart.
func IsMark(key string) bool { return strings.HasPrefix(key, tagPrefix) }

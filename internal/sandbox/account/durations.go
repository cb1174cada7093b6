package account

import (
	"maps"
	"slices"
	"time"
)

// Kind names a phase in the table of durations.
type Kind string

// The kinds of phases.
const (
	CreateCluster     Kind = "create-cluster"
	CloneCluster      Kind = "clone-cluster"
	CopyCluster       Kind = "copy-cluster" // point-in-time restore, or a full copy
	DeleteCluster     Kind = "delete-cluster"
	ModifyLag         Kind = "modify-lag" // `available` is still shown after a Modify
	ModifyCluster     Kind = "modify-cluster"
	ConfigureIAM      Kind = "configure-iam"
	ResetCredentials  Kind = "reset-credentials"
	RenameCluster     Kind = "rename-cluster"
	StopCluster       Kind = "stop-cluster"
	StartCluster      Kind = "start-cluster"
	CreateInstance    Kind = "create-instance"
	CreateReader      Kind = "create-reader"
	ModifyInstance    Kind = "modify-instance"
	DeleteInstance    Kind = "delete-instance"
	CreateSecret      Kind = "create-secret"
	AddSecurityGroups Kind = "add-security-groups"
	CreateSnapshot    Kind = "create-snapshot"
	DeleteSnapshot    Kind = "delete-snapshot"
	RestoreSnapshot   Kind = "restore-snapshot"
	FailOverCluster   Kind = "fail-over-cluster"
	RebootInstance    Kind = "reboot-instance"
	RenameInstance    Kind = "rename-instance"
	ExportLogs        Kind = "export-logs"
	UpgradeCluster    Kind = "upgrade-cluster"
	PauseCluster      Kind = "pause-cluster"
	ResumeCluster     Kind = "resume-cluster"
	// Appear is how long a new cluster or instance is not yet seen by Describe:
	// AWS is eventually consistent. It is 0 unless overridden, for AWS publishes nothing.
	Appear Kind = "appear"
)

// Kinds returns the names of all kinds of phases, sorted.
func Kinds() []Kind { return slices.Sorted(maps.Keys(onAWS)) }

// spread is how long a phase takes: half the times less than typical, never less
// than least or more than most.
type spread struct{ least, typical, most time.Duration }

// around is the spread of a phase of which only the typical length is known.
func around(typical time.Duration) spread { return spread{typical * 3 / 4, typical, typical * 3 / 2} }

// onAWS is how long each phase takes on AWS: published runs, and inferences
// where none is published. The AWS provider's issue 50115 and the Aurora User
// Guide are the main sources.
var onAWS = map[Kind]spread{
	CreateCluster:     {30 * time.Second, 35 * time.Second, 45 * time.Second},
	CloneCluster:      {28 * time.Second, 45 * time.Second, 120 * time.Second},
	CopyCluster:       {20 * time.Minute, 25 * time.Minute, 40 * time.Minute},
	DeleteCluster:     {40 * time.Second, 60 * time.Second, 90 * time.Second},
	ModifyLag:         {5 * time.Second, 8 * time.Second, 10 * time.Second},
	ModifyCluster:     around(20 * time.Second),
	ConfigureIAM:      around(60 * time.Second),
	ResetCredentials:  around(30 * time.Second),
	RenameCluster:     around(60 * time.Second),
	StopCluster:       {3 * time.Minute, 5 * time.Minute, 10 * time.Minute},
	StartCluster:      {5 * time.Minute, 6 * time.Minute, 10 * time.Minute},
	CreateInstance:    {330 * time.Second, 380 * time.Second, 630 * time.Second},
	CreateReader:      {8 * time.Minute, 740 * time.Second, 13 * time.Minute},
	ModifyInstance:    {8 * time.Minute, 9 * time.Minute, 10 * time.Minute},
	DeleteInstance:    {4 * time.Minute, 5 * time.Minute, 12 * time.Minute},
	CreateSecret:      {20 * time.Second, 40 * time.Second, 60 * time.Second},
	AddSecurityGroups: {10 * time.Second, 20 * time.Second, 30 * time.Second},
	CreateSnapshot:    {2 * time.Minute, 4 * time.Minute, 6 * time.Minute},
	DeleteSnapshot:    around(20 * time.Second),
	RestoreSnapshot:   {8 * time.Minute, 12 * time.Minute, 30 * time.Minute},
	FailOverCluster:   {10 * time.Second, 25 * time.Second, 35 * time.Second},
	RebootInstance:    around(90 * time.Second),
	RenameInstance:    {2 * time.Minute, 4 * time.Minute, 10 * time.Minute},
	ExportLogs:        around(40 * time.Second),
	UpgradeCluster:    {8 * time.Minute, 15 * time.Minute, 40 * time.Minute},
	PauseCluster:      around(2 * time.Second),
	ResumeCluster:     {10 * time.Second, 15 * time.Second, 30 * time.Second},
	Appear:            {},
}

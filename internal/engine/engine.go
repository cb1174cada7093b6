package engine

import (
	"context"
	"errors"
)

// Superuser is the role that owns every server. Aurora keeps the same name for
// itself and lets nobody log in with it
// (https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Roles.html).
const Superuser = "rdsadmin"

// ErrNotInstalled is returned when no installed database server of the wanted
// kind was found; the error around it lists where was looked and what to install.
var ErrNotInstalled = errors.New("database server not installed")

// ErrInUse is returned by Start for a folder whose server belongs to another
// living process, or to another Server of this one.
var ErrInUse = errors.New("folder in use by another process")

// Engine is one kind of installed database server.
type Engine interface {
	// Name is the kind of server in lower case: "postgres".
	Name() string

	// Init makes dir a folder that Start can serve: an empty database cluster
	// whose only login is Superuser. The parent of dir must exist; dir itself
	// must be absent or empty. When ctx ends, or anything goes wrong, dir is left
	// as it was.
	Init(ctx context.Context, dir string) error

	// Start serves dir, which Init or CloneTo made, and returns once the server
	// answers SQL. A server that a killed process left running in dir is stopped
	// first; ErrInUse when its owner still lives. The server does not outlive this
	// process: see the implementation for what each platform guarantees.
	Start(ctx context.Context, dir string, at Listen) (Server, error)
}

// Server is one running server process. Its methods may be called from several
// goroutines.
type Server interface {
	// CreateMaster makes user what Aurora makes its master user, with this
	// password: it may log in, create databases and roles, is a member of
	// rds_superuser, is no superuser, and owns database, which is created. An
	// empty database means none. Calling it again sets the password anew and
	// creates what is missing.
	CreateMaster(ctx context.Context, user, password, database string) error

	// SetPassword changes the password of role and nothing else of it. Sessions
	// that are open stay open.
	SetPassword(ctx context.Context, role, password string) error

	// SetTokenLogin has role log in with IAM tokens alone, which Listen.Directory is
	// asked about, or with its password again: on Aurora PostgreSQL, the members of
	// rds_iam do. errors.ErrUnsupported where there are no such logins (MariaDB).
	SetTokenLogin(ctx context.Context, role string, on bool) error

	// Load runs the script sqlFile in database as asRole with the engine's own
	// client and stops at the first error, which is returned with the client's
	// message and line. The client's own commands in the script run with the
	// rights of this process: only load files you would execute.
	Load(ctx context.Context, database, asRole, sqlFile string) error

	// CloneTo makes dir a copy of this server's data as of one moment during the
	// call, ready for Start, while this server keeps serving. The clone has the
	// source's roles and passwords, and shares nothing with it afterwards. The
	// same rules as for Init hold for dir; one call at a time per dir.
	CloneTo(ctx context.Context, dir string) (Copied, error)

	// SetCertificate replaces the certificate of a server that was started with
	// one, for the sessions that begin from then on; open ones stay as they are.
	SetCertificate(ctx context.Context, c Certificate) error

	// Configure replaces the settings that the server was started with, as far as it
	// takes them while it runs; what it takes at a start only waits for the next.
	Configure(ctx context.Context, settings map[string]string) error

	// Sessions returns how many sessions others than the superuser have.
	Sessions(ctx context.Context) (int, error)

	// Exited is closed once the process has ended, whoever ended it.
	Exited() <-chan struct{}

	// Stop ends the process, lets it write what it holds, and returns when it is
	// gone; nil when it was gone already. When ctx ends first, the process is
	// ended the hard way, nothing committed is lost, and an error says so.
	Stop(ctx context.Context) error
}

// Copied says how CloneTo made a clone.
type Copied struct {
	// Method is how the files' content got there.
	Method Method
	// Bytes is the size of the data cloned. With MethodReflink it takes no space
	// until one side changes; with MethodCopy, holes are not counted.
	Bytes int64
}

// Method is a way of cloning a file.
type Method string

const (
	// MethodReflink shares the blocks copy-on-write, as btrfs, XFS and APFS can.
	MethodReflink Method = "reflink"
	// MethodCopy writes the bytes a second time.
	MethodCopy Method = "copy"
)

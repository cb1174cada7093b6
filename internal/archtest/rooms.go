// Package archtest holds the house's import rules as tables, and the tests that
// execute them: which room may use which, which outside module is spoken in
// which room, how long a file may be, and which names say nothing.
//
// Imports are parsed from the files rather than asked of "go list": a test that
// runs a child process passes from the test cache when only what the child
// reads has changed.
package archtest

// modulePath is the prefix of everything of ours.
const modulePath = "github.com/dbartifact/terraform-provider-dbartifact"

// mainRoom is the name of the module's root package.
const mainRoom = "main"

// rooms lists for every folder below internal, and for the root, which other
// rooms its code may import. A room that is not listed is a violation, so that
// a new one begins with a line here.
var rooms = map[string][]string{
	"archtest":   {},
	"failure":    {},
	"usercache":  {},
	"artifact":   {"failure"},
	"cluster":    {"artifact", "failure"},
	"image":      {"artifact", "failure", "usercache"},
	"imagestore": {"failure"},
	"aurora":     {"artifact", "cluster", "failure"},
	"engine":     {},
	"database":   {"failure"},
	"migrate":    {"artifact", "database", "failure"},
	"masking":    {"database", "failure"},
	"changelog":  {"artifact", "database", "engine", "failure", "migrate", "usercache"},
	"build":      {"artifact", "changelog", "failure", "image", "usercache"},
	"converge":   {"artifact", "cluster", "failure"},
	"inside":     {"artifact", "changelog", "cluster", "converge", "database", "failure", "masking", "migrate"},
	"preflight":  {"artifact", "cluster", "failure"},
	"sandbox":    {"engine"},
	"provider": {
		"artifact", "aurora", "build", "changelog", "cluster", "converge", "database", "failure", "image", "imagestore", "inside", "masking", "migrate", "preflight",
		"usercache",
	},
	"cli": {
		"artifact", "aurora", "build", "changelog", "cluster", "converge", "database", "engine", "failure", "image", "imagestore", "inside", "masking", "migrate",
		"preflight", "sandbox", "usercache",
	},
	mainRoom: {"cli", "provider"},
}

// joining are the rooms that put others together. Nobody below imports them,
// not even tests.
var joining = []string{"provider", "cli", mainRoom}

// blind lists, for rooms whose tests must not see everything, what they must
// not see. The sandbox knows AWS's protocol and not our client, so that the two
// can contradict each other.
var blind = map[string][]string{
	"sandbox": {"aurora", "converge", "artifact", "cluster"},
	"engine":  {"sandbox"},
}

// rule says where packages of an outside module may be imported.
type rule struct {
	// prefix of the import path, on a path element's boundary unless it ends in
	// a hyphen.
	prefix string
	// exact rules concern one package, not those below it.
	exact bool
	// code and tests list rooms; tests also may whatever code may.
	code, tests []string
	why         string
}

// everywhere as a list of rooms is no restriction.
var everywhere = []string{"*"}

// rules are tried from the top; the first that fits decides. What fits none may
// be imported anywhere.
var rules = []rule{
	{
		prefix: "github.com/hashicorp/terraform-plugin-sdk/v2",
		why:    "the framework only",
	},
	{
		prefix: "github.com/google/go-containerregistry/pkg/v1/daemon",
		why:    "it takes the moby client's types; imagestore has its own Engine",
	},
	{
		prefix: "github.com/google/go-containerregistry/pkg/v1", exact: true,
		code: []string{"build", "image", "imagestore", "provider", "cli"}, tests: everywhere,
		why: "an image in memory is handled by its rooms and the rooms that join them",
	},
	{
		prefix: "github.com/google/go-containerregistry",
		code:   []string{"image", "imagestore"}, tests: everywhere,
		why: "images are built in image and kept in imagestore",
	},
	{
		prefix: "github.com/hashicorp/terraform-plugin-",
		code:   []string{"provider", mainRoom},
		why:    "only provider speaks Terraform; main serves it",
	},
	{
		prefix: "github.com/docker",
		code:   []string{"imagestore"},
		why:    "only imagestore speaks to a Docker Engine",
	},
	{
		prefix: "github.com/aws",
		code:   []string{"aurora"}, tests: everywhere,
		why: "only aurora speaks to AWS",
	},
	{
		prefix: "github.com/awslabs/amazon-ecr-credential-helper",
		code:   []string{"aurora"},
		why:    "only aurora speaks to AWS; imagestore asks for a login by a function",
	},
	{
		prefix: "github.com/hashicorp/aws-sdk-go-base/v2",
		code:   []string{"aurora"},
		why:    "only aurora speaks to AWS",
	},
	{
		prefix: "github.com/jackc/pgx/v5",
		code:   []string{"database", "engine", "sandbox"}, tests: everywhere,
		why: "SQL is spoken in database, in engine to local servers, and in sandbox by its Data API",
	},
	{
		prefix: "github.com/go-sql-driver/mysql",
		code:   []string{"database", "engine", "sandbox"}, tests: everywhere,
		why: "SQL is spoken in database, in engine to local servers, and in sandbox by its Data API",
	},
	{
		prefix: "github.com/go-asn1-ber/asn1-ber",
		code:   []string{"sandbox"},
		why:    "LDAP is spoken by the sandbox's directory",
	},
	{
		prefix: "github.com/alecthomas/kong",
		code:   []string{"cli"},
		why:    "the command line is cli's",
	},
}

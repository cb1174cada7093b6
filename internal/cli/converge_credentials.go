package cli

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const (
	variablePassword     = "DB_PASSWORD"
	variablePasswordFile = "DB_PASSWORD_FILE"
	// secretFile is where Docker and Kubernetes mount a secret of that name.
	secretFile = "/run/secrets/db_password"
)

// credentialFlags are the ways to a master password, of which one holds. None
// of them takes the password itself: arguments stand in the process list.
type credentialFlags struct {
	ManageMasterUserPassword bool   `help:"Let RDS make the master password and keep it in Secrets Manager. The default."`
	MasterUserSecretKMSKeyID string `name:"master-user-secret-kms-key-id" help:"Key that encrypts the managed secret." placeholder:"ARN"`
	MasterPasswordFile       string `aliases:"password-file" help:"File that holds the master password." env:"DB_PASSWORD_FILE" placeholder:"FILE"`
	InheritMasterPassword    bool   `aliases:"inherit-password" help:"Leave the clone with its source's master password."`
	DBUsername               string `name:"db-username" help:"Master user of an empty cluster. Default: the source's name for it, which a clone keeps." env:"DB_USERNAME" placeholder:"NAME"`
}

// wordDontCare is database-artifact-factory's word for a setting that is not
// given; its command passed it as the user of every clone.
const wordDontCare = "dontcare"

// masterUsername is the master user that was asked for, "" for none.
func (f credentialFlags) masterUsername() string {
	if f.DBUsername == wordDontCare {
		return ""
	}
	return f.DBUsername
}

// passwordWay is one way to a master password: what it is called, and whether it
// was asked for.
type passwordWay struct {
	name  string
	asked bool
	take  func() (cluster.Credentials, error)
}

// credentials returns what was asked for. Without anything it is a secret file
// where containers find theirs, or else a managed password.
func (f credentialFlags) credentials() (cluster.Credentials, error) {
	password, given := os.LookupEnv(variablePassword)
	ways := []passwordWay{
		{"--manage-master-user-password", f.ManageMasterUserPassword || f.MasterUserSecretKMSKeyID != "", f.managed},
		{"--inherit-master-password", f.InheritMasterPassword, inherited},
		{variablePasswordFile + " (--master-password-file)", f.MasterPasswordFile != "", fromFile(f.MasterPasswordFile)},
		{variablePassword, given, fromVariable(password)},
	}
	var asked []passwordWay
	for _, way := range ways {
		if way.asked {
			asked = append(asked, way)
		}
	}
	switch len(asked) {
	case 0:
		if _, err := os.Stat(secretFile); err == nil {
			return fromFile(secretFile)()
		}
		return f.managed()
	case 1:
		return asked[0].take()
	default:
		var names []string
		for _, way := range asked {
			names = append(names, way.name)
		}
		return cluster.Credentials{}, fmt.Errorf("%s: want one way to the master password", strings.Join(names, ", "))
	}
}

func (f credentialFlags) managed() (cluster.Credentials, error) {
	return cluster.Managed(f.MasterUserSecretKMSKeyID), nil
}

func inherited() (cluster.Credentials, error) { return cluster.Inherited(), nil }

// fromFile reads a password from a file; a line break at its end is none of it.
func fromFile(path string) func() (cluster.Credentials, error) {
	return func() (cluster.Credentials, error) {
		text, err := os.ReadFile(path)
		if err != nil {
			return cluster.Credentials{}, fmt.Errorf("%s: reading the master password: %w", variablePasswordFile, unreadable(err))
		}
		return valid(path, strings.TrimRight(string(text), "\r\n"))
	}
}

func fromVariable(password string) func() (cluster.Credentials, error) {
	return func() (cluster.Credentials, error) { return valid(variablePassword, password) }
}

// valid holds a password against AWS's rules before anything is made.
func valid(where, password string) (cluster.Credentials, error) {
	credentials := cluster.WithPassword(cluster.NewSecret(password), "")
	if password == "" {
		return credentials, fmt.Errorf("%s: it is empty", where)
	}
	if err := credentials.Validate(); err != nil {
		return credentials, fmt.Errorf("%s: %w", where, err)
	}
	return credentials, nil
}

// unreadable says who may not read a file that is there: in a container that is
// often not the user who mounted it.
func unreadable(err error) error {
	if errors.Is(err, os.ErrPermission) {
		return fmt.Errorf("%w for user %d, as whom this program runs: run it as the file's owner (docker run --user), or let others read the file", err, os.Getuid())
	}
	return err
}

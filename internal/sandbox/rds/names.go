package rds

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

var identifierForm = regexp.MustCompile(`^[A-Za-z](-?[A-Za-z0-9])*$`)

// checkIdentifier refuses a name that a new cluster or instance cannot have.
func checkIdentifier(parameter, name string) error {
	return checkIdentifierAs(parameter, name, "begin with a letter")
}

// checkNewClusterIdentifier is checkIdentifier in the words of CreateDBCluster.
func checkNewClusterIdentifier(name string) error {
	return checkIdentifierAs("DBClusterIdentifier", name, "either be an ARN or begin with a letter")
}

func checkIdentifierAs(parameter, name, begin string) error {
	if len(name) > 63 {
		return wire.InvalidValuef("The parameter %s is not a valid identifier because it is longer than 63 characters.", parameter)
	}
	if !identifierForm.MatchString(name) {
		return wire.InvalidValuef("The parameter %s is not a valid identifier. Identifiers must %s; must contain only ASCII letters, "+
			"digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.", parameter, begin)
	}
	return nil
}

var snapshotForm = regexp.MustCompile(`^[A-Za-z](-?[A-Za-z0-9])*$`)

// checkSnapshotIdentifier refuses a name that a snapshot cannot have. A final
// snapshot's may have 255 characters, another's 63.
func checkSnapshotIdentifier(name string, longest int) error {
	if len(name) > longest || !snapshotForm.MatchString(name) {
		return wire.InvalidValuef("Invalid snapshot identifier:  %s", name)
	}
	return nil
}

// checkPassword refuses a master password that AWS does not take for
// aurora-postgresql.
func checkPassword(password string) error {
	if len(password) < 8 {
		return wire.InvalidValuef("The parameter MasterUserPassword is not a valid password because it is shorter than 8 characters.")
	}
	for _, r := range password {
		if r <= ' ' || r > '~' || strings.ContainsRune(`/@"`, r) {
			return wire.InvalidValuef(`The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides '/', '@', '"', ' ' may be used.`)
		}
	}
	if len(password) > 99 {
		return wire.InvalidValuef("The parameter MasterUserPassword is not a valid password because it is longer than 99 characters.")
	}
	return nil
}

// checkPasswordLength refuses a password that is too long for an engine: Aurora
// MySQL takes up to 41 characters.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.CreateInstance.html
func checkPasswordLength(password, engine string) error {
	if engine == MySQL && len(password) > 41 {
		return wire.InvalidValuef("The parameter MasterUserPassword is not a valid password because it is longer than 41 characters.")
	}
	return nil
}

var userForm = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,62}$`)

// checkMasterUser refuses a name that a master user cannot have.
func checkMasterUser(name, engine string) error {
	switch {
	case engine == MySQL && len(name) > 16:
		return wire.InvalidValuef("Invalid master user name")
	case name == "":
		return wire.InvalidValuef("The parameter MasterUsername must be provided and must not be blank.")
	case !userForm.MatchString(name):
		return wire.InvalidValuef("Invalid master user name")
	case name == "rdsadmin":
		return wire.InvalidValuef("MasterUsername rdsadmin cannot be used as it is a reserved word used by the engine")
	}
	return nil
}

var (
	databaseForm  = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]{0,62}$`)
	reservedNames = []string{"catalog", "rdsadmin", "template0", "template1"}
)

// checkDatabase refuses a name that a first database cannot have.
func checkDatabase(name string) error {
	if name == "" {
		return nil
	}
	if !databaseForm.MatchString(name) {
		return wire.InvalidValuef("DatabaseName must begin with a letter and contain only alphanumeric characters.")
	}
	if slices.Contains(reservedNames, strings.ToLower(name)) {
		return wire.InvalidValuef("DatabaseName %s cannot be used. It is a reserved word for this engine.", name)
	}
	return nil
}

// tagText is what keys and values of tags consist of (the model's shape Tag).
var tagText = regexp.MustCompile(`^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$`)

func checkTag(key, value string) error {
	lower := strings.ToLower(key)
	switch {
	case key == "" || utf8.RuneCountInString(key) > 128:
		return wire.InvalidValuef("Tag keys must have 1 to 128 characters.")
	case strings.HasPrefix(lower, "aws:") || strings.HasPrefix(lower, "rds:"):
		return wire.InvalidValuef("Tag keys must not begin with aws: or rds:, which are reserved: %s", key)
	case utf8.RuneCountInString(value) > 256:
		return wire.InvalidValuef("The value of the tag %s is longer than 256 characters.", key)
	case !tagText.MatchString(key) || !tagText.MatchString(value):
		return wire.InvalidValuef("The tag %s holds a character that tags cannot have.", key)
	}
	return nil
}

// checkPrintable refuses a description with anything but printable ASCII.
func checkPrintable(parameter, text string) error {
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) {
		return wire.InvalidValuef("The parameter %s must not contain non-printable control characters.", parameter)
	}
	return nil
}

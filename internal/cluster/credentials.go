package cluster

import (
	"errors"
	"fmt"
	"strings"
)

// CredentialsMode is the way a cluster gets its master password.
type CredentialsMode string

// The ways a cluster gets its master password.
const (
	// CredentialsManaged lets RDS make the password and keep it in Secrets
	// Manager, where it rotates every seven days.
	CredentialsManaged CredentialsMode = "managed"
	// CredentialsPassword sets a password that the caller gives.
	CredentialsPassword CredentialsMode = "password"
	// CredentialsInherited leaves a clone with its source's password.
	CredentialsInherited CredentialsMode = "inherited"
)

// Credentials says what a cluster's master password shall be. The zero value
// is invalid on purpose: inheriting the source's password is asked for by name.
type Credentials struct {
	Mode CredentialsMode
	// Password is set with CredentialsPassword alone. In the prior half of an
	// update it may be absent: a write-only password is kept nowhere.
	Password Secret
	// Version changes when Password shall be set again; the caller's counter
	// (master_password_wo_version). Its value has no meaning of its own.
	Version string
	// SecretKMSKeyID encrypts the managed secret; empty for aws/secretsmanager.
	// It cannot be changed afterwards (hashicorp/terraform-provider-aws#41795).
	SecretKMSKeyID string
}

// Managed returns credentials that RDS makes and keeps; kmsKeyID may be empty.
func Managed(kmsKeyID string) Credentials {
	return Credentials{Mode: CredentialsManaged, SecretKMSKeyID: kmsKeyID}
}

// WithPassword returns credentials with the caller's password; version as in
// [Credentials.Version].
func WithPassword(password Secret, version string) Credentials {
	return Credentials{Mode: CredentialsPassword, Password: password, Version: version}
}

// Inherited returns credentials that stay as the source's.
func Inherited() Credentials { return Credentials{Mode: CredentialsInherited} }

// Validate says whether the credentials can be set on a new cluster.
func (c Credentials) Validate() error {
	switch c.Mode {
	case CredentialsManaged, CredentialsInherited:
		if !c.Password.IsZero() {
			return fmt.Errorf("credentials mode %q takes no password", c.Mode)
		}
	case CredentialsPassword:
		if err := CheckPassword(c.Password.Reveal()); err != nil {
			return err
		}
	default:
		return fmt.Errorf("unknown credentials mode %q", c.Mode)
	}
	if c.SecretKMSKeyID != "" && c.Mode != CredentialsManaged {
		return fmt.Errorf("a KMS key for the secret needs managed credentials, not %q", c.Mode)
	}
	return nil
}

// minPassword is AWS's least length. The most is left to AWS: the RDS API
// Reference says 41, the user guide 99 for aurora-postgresql.
const minPassword = 8

// CheckPassword holds a master password to AWS's rule (RDS API Reference,
// MasterUserPassword), so that a bad one is refused before anything is made.
// The error tells nothing of the password.
func CheckPassword(password string) error {
	if password == "" {
		return errors.New("the master password is empty")
	}
	if len(password) < minPassword {
		return fmt.Errorf("the master password is shorter than %d characters", minPassword)
	}
	for _, r := range password {
		if r <= ' ' || r > '~' || strings.ContainsRune(`/"@`, r) {
			return errors.New(`the master password holds a character that AWS does not take: it may have printable ASCII besides '/', '@', '"' and space`)
		}
	}
	return nil
}

// ChangedFrom says whether going from prior to c needs a call: another mode,
// another version, or another password where both are known.
func (c Credentials) ChangedFrom(prior Credentials) bool {
	if c.Mode != prior.Mode {
		return true
	}
	if c.Mode != CredentialsPassword {
		return false
	}
	if c.Version != prior.Version {
		return true
	}
	return !c.Password.IsZero() && !prior.Password.IsZero() && !c.Password.Equal(prior.Password)
}

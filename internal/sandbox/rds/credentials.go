package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// credentialsParameter are the ways of giving a master user its password.
type credentialsParameter struct {
	MasterUserPassword       string
	ManageMasterUserPassword *bool
	MasterUserSecretKmsKeyID string `aws:"MasterUserSecretKmsKeyId"`
}

// check refuses ways that exclude each other, and passwords that AWS does not take.
func (p credentialsParameter) check() error {
	managed := p.ManageMasterUserPassword != nil && *p.ManageMasterUserPassword
	if managed && p.MasterUserPassword != "" {
		return wire.InvalidValuef("MasterUserPassword and ManageMasterUserPassword are mutually exclusive. Specify only one of these parameters.")
	}
	if p.MasterUserSecretKmsKeyID != "" && !managed {
		return wire.InvalidValuef("A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.")
	}
	if p.MasterUserPassword != "" {
		return checkPassword(p.MasterUserPassword)
	}
	return checkKey(p.MasterUserSecretKmsKeyID)
}

// secretsKey stands for the account's aws/secretsmanager key.
const secretsKey = "5a17d8e2-0000-4000-8000-000000000002"

// newSecret gives a cluster a managed secret and returns the password in it.
func (c *Control) newSecret(a *account.Account, cl *account.Cluster, key string, now time.Time) string {
	s := &account.Secret{
		Name: account.NewSecretName(), Suffix: account.NewSecretSuffix(), Cluster: cl.ResourceID, Created: now, Changed: now,
		KMSKey: secretsKey, Username: cl.MasterUser, Password: account.NewPassword(), Version: account.NewVersionID(),
		Rest: "active", Phases: account.Phases{c.phase(account.CreateSecret, "creating", nil)},
	}
	setText(&s.KMSKey, key)
	a.Secrets.Set(s.Name, s)
	cl.Secret = s.Name
	return s.Password
}

// rotate puts a new password into a cluster's managed secret and returns it.
func (c *Control) rotate(a *account.Account, cl *account.Cluster, now time.Time) (string, error) {
	s := a.Secrets.Get(cl.Secret)
	if s == nil {
		return "", wire.InvalidCombinationf("You can't rotate the master user password because it isn't managed by RDS in AWS Secrets Manager.")
	}
	s.Password, s.Version, s.Changed = account.NewPassword(), account.NewVersionID(), now
	s.Phases = account.Phases{c.phase(account.CreateSecret, "rotating", nil)}
	return s.Password, nil
}

// changeCredentials does what a Modify asks for and returns the new password, ""
// when it stays as it is.
func (c *Control) changeCredentials(a *account.Account, cl *account.Cluster, p credentialsParameter, now time.Time) (string, error) {
	if p.ManageMasterUserPassword == nil {
		if p.MasterUserPassword != "" && cl.Secret != "" {
			return "", wire.InvalidCombinationf("You can't specify MasterUserPassword for a cluster whose master user password is managed by RDS in AWS Secrets Manager.")
		}
		return p.MasterUserPassword, nil
	}
	if *p.ManageMasterUserPassword {
		if cl.Secret != "" {
			return "", nil // managed already
		}
		return c.newSecret(a, cl, p.MasterUserSecretKmsKeyID, now), nil
	}
	if p.MasterUserPassword == "" {
		return "", wire.InvalidCombinationf("MasterUserPassword must be provided when ManageMasterUserPassword is set to false.")
	}
	a.Secrets.Delete(cl.Secret)
	cl.Secret = ""
	return p.MasterUserPassword, nil
}

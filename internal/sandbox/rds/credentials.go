package rds

import (
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// credentialsParameter are the ways in for a master user.
type credentialsParameter struct {
	MasterUserPassword           string
	ManageMasterUserPassword     *bool
	MasterUserSecretKmsKeyID     string `aws:"MasterUserSecretKmsKeyId"`
	MasterUserAuthenticationType string
}

// tokenLogin is the MasterUserAuthenticationType of those who have no password.
const tokenLogin = "iam-db-auth"

// check refuses ways that exclude each other, and passwords that AWS does not take.
func (p credentialsParameter) check() error {
	managed := p.ManageMasterUserPassword != nil && *p.ManageMasterUserPassword
	if managed && p.MasterUserPassword != "" {
		return wire.InvalidValuef("MasterUserPassword and ManageMasterUserPassword are mutually exclusive. Specify only one of these parameters.")
	}
	if p.MasterUserSecretKmsKeyID != "" && !managed {
		return wire.InvalidValuef("A ManageMasterUserPassword value is required when MasterUserSecretKmsKeyId is specified.")
	}
	switch p.MasterUserAuthenticationType {
	case "", "password":
	case tokenLogin:
		if managed || p.MasterUserPassword != "" {
			return wire.InvalidCombinationf("You can't specify a master user password when MasterUserAuthenticationType is %s.", tokenLogin)
		}
	default:
		return wire.InvalidValuef("Invalid master user authentication type: %s. Valid values are: password, %s", p.MasterUserAuthenticationType, tokenLogin)
	}
	if p.MasterUserPassword != "" {
		return checkPassword(p.MasterUserPassword)
	}
	return checkKey(p.MasterUserSecretKmsKeyID)
}

// checkFor refuses what the engine has not: tokens are for Aurora PostgreSQL alone,
// https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBCluster.html.
func (p credentialsParameter) checkFor(engine string) error {
	if p.MasterUserAuthenticationType == tokenLogin && engine != Postgres {
		return wire.InvalidCombinationf("MasterUserAuthenticationType %s isn't supported for DB engine %s.", tokenLogin, engine)
	}
	return checkPasswordLength(p.MasterUserPassword, engine)
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

// useTokens has a cluster's master user log in with tokens, which takes IAM
// database authentication: AWS's documentation does not say who turns it on.
func useTokens(a *account.Account, cl *account.Cluster) {
	a.Secrets.Delete(cl.Secret)
	cl.Secret, cl.MasterTokens, cl.IAMAuthentication = "", true, true
}

// changeCredentials does what a Modify asks for and returns the new password, ""
// when it stays as it is. With a new password, the master user logs in with it.
func (c *Control) changeCredentials(a *account.Account, cl *account.Cluster, in *modifyDBClusterInput, now time.Time) (password string, err error) {
	switch {
	case in.RotateMasterUserPassword:
		if _, err = c.newPassword(a, cl, in.credentialsParameter, now); err == nil {
			password, err = c.rotate(a, cl, now)
		}
	case in.MasterUserAuthenticationType == tokenLogin:
		useTokens(a, cl)
	default:
		password, err = c.newPassword(a, cl, in.credentialsParameter, now)
	}
	if password == "" && in.MasterUserAuthenticationType == "password" && cl.MasterTokens && err == nil {
		err = wire.InvalidCombinationf("A master user password must be provided when MasterUserAuthenticationType is changed to password.")
	}
	cl.MasterTokens = cl.MasterTokens && password == ""
	return password, err
}

// newPassword returns what a Modify makes the master user's password, "" when it
// stays as it is.
func (c *Control) newPassword(a *account.Account, cl *account.Cluster, p credentialsParameter, now time.Time) (string, error) {
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

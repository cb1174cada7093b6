package secrets

import (
	"cmp"
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type createSecretInput struct {
	Name               string
	Description        string
	SecretString       string
	KmsKeyID           string `json:"KmsKeyId"`
	ClientRequestToken string
	Tags               []tag
}

// version is the answer of the operations that make a version of a secret.
type version struct {
	ARN           string
	Name          string
	VersionID     string   `json:"VersionId,omitempty"`
	VersionStages []string `json:",omitempty"`
}

func (m *Manager) createSecret(_ context.Context, r *wire.Request, in *createSecretInput) (any, error) {
	if in.Name == "" || in.SecretString == "" {
		return nil, wire.Refusef("InvalidParameterException", "The sandbox makes secrets with a Name and a SecretString.")
	}
	var result version
	err := m.Store.Update(func(a *account.Account) error {
		if s := a.Secrets.Get(in.Name); s != nil {
			if !s.Deleted.IsZero() {
				return wire.Refusef("InvalidRequestException", "You can't create this secret because a secret with this name is already scheduled for deletion.")
			}
			return wire.Refusef("ResourceExistsException", "The operation failed because the secret %s already exists.", in.Name)
		}
		now := m.Clock.Now()
		s := &account.Secret{
			Name: in.Name, Suffix: account.NewSecretSuffix(), Created: now, Changed: now, KMSKey: in.KmsKeyID, Description: in.Description,
			Value: in.SecretString, Version: cmp.Or(in.ClientRequestToken, account.NewVersionID()),
		}
		for _, t := range in.Tags {
			s.Tags = s.Tags.With(account.Tag(t))
		}
		a.Secrets.Set(s.Name, s)
		result = version{ARN: s.ARN(r.Region), Name: s.Name, VersionID: s.Version}
		return nil
	})
	return result, err
}

// own runs change on a caller's own secret; one that RDS manages, or that is going
// to be deleted, is refused.
func (m *Manager) own(r *wire.Request, id string, change func(a *account.Account, s *account.Secret, now time.Time) error) error {
	return m.Store.Update(func(a *account.Account) error {
		s, err := find(a, r.Region, id)
		if err != nil {
			return err
		}
		if s.Managed() {
			return wire.Refusef("InvalidRequestException", "You can't perform this operation on the secret %s because it is managed by rds. Use rds to manage it.", s.Name)
		}
		return change(a, s, m.Clock.Now())
	})
}

// gone refuses a secret that is going to be deleted.
func gone(s *account.Secret) error {
	if s.Deleted.IsZero() {
		return nil
	}
	return wire.Refusef("InvalidRequestException", "You can't perform this operation on the secret because it was marked for deletion.")
}

type updateSecretInput struct {
	SecretID           string `json:"SecretId"`
	Description        *string
	SecretString       string
	KmsKeyID           string `json:"KmsKeyId"`
	ClientRequestToken string
}

func (m *Manager) updateSecret(_ context.Context, r *wire.Request, in *updateSecretInput) (any, error) {
	var result version
	err := m.own(r, in.SecretID, func(_ *account.Account, s *account.Secret, now time.Time) error {
		if err := gone(s); err != nil {
			return err
		}
		s.Changed, s.KMSKey = now, cmp.Or(in.KmsKeyID, s.KMSKey)
		if in.Description != nil {
			s.Description = *in.Description
		}
		result = version{ARN: s.ARN(r.Region), Name: s.Name}
		if in.SecretString != "" {
			s.Value, s.Version = in.SecretString, cmp.Or(in.ClientRequestToken, account.NewVersionID())
			result.VersionID = s.Version
		}
		return nil
	})
	return result, err
}

type putSecretValueInput struct {
	SecretID           string `json:"SecretId"`
	SecretString       string
	ClientRequestToken string
}

func (m *Manager) putSecretValue(_ context.Context, r *wire.Request, in *putSecretValueInput) (any, error) {
	var result version
	err := m.own(r, in.SecretID, func(_ *account.Account, s *account.Secret, now time.Time) error {
		if err := gone(s); err != nil {
			return err
		}
		s.Changed, s.Value, s.Version = now, in.SecretString, cmp.Or(in.ClientRequestToken, account.NewVersionID())
		result = version{ARN: s.ARN(r.Region), Name: s.Name, VersionID: s.Version, VersionStages: []string{current}}
		return nil
	})
	return result, err
}

type deleteSecretInput struct {
	SecretID                   string `json:"SecretId"`
	RecoveryWindowInDays       *int
	ForceDeleteWithoutRecovery bool
}

type deleteSecretResult struct {
	ARN          string
	Name         string
	DeletionDate float64
}

// recoveryDays is how long a deleted secret can be restored, unless told.
const recoveryDays = 30

func (m *Manager) deleteSecret(_ context.Context, r *wire.Request, in *deleteSecretInput) (any, error) {
	days := recoveryDays
	if in.RecoveryWindowInDays != nil {
		days = *in.RecoveryWindowInDays
	}
	if days < 7 || days > 30 {
		return nil, wire.Refusef("InvalidParameterException", "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).")
	}
	var result deleteSecretResult
	err := m.own(r, in.SecretID, func(a *account.Account, s *account.Secret, now time.Time) error {
		s.Deleted = now.AddDate(0, 0, days)
		if in.ForceDeleteWithoutRecovery {
			s.Deleted = now
			a.Secrets.Delete(s.Name)
		}
		result = deleteSecretResult{s.ARN(r.Region), s.Name, seconds(s.Deleted)}
		return nil
	})
	return result, err
}

type restoreSecretInput struct {
	SecretID string `json:"SecretId"`
}

func (m *Manager) restoreSecret(_ context.Context, r *wire.Request, in *restoreSecretInput) (any, error) {
	var result version
	err := m.own(r, in.SecretID, func(_ *account.Account, s *account.Secret, _ time.Time) error {
		s.Deleted = time.Time{}
		result = version{ARN: s.ARN(r.Region), Name: s.Name}
		return nil
	})
	return result, err
}

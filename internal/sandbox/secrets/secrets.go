// Package secrets is the sandbox's AWS Secrets Manager, as far as databases need
// it: RDS makes and deletes the secrets of master users, which callers only read;
// callers make secrets of their own, with which the Data API logs in.
package secrets

import (
	"context"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Manager is Secrets Manager on an account.
type Manager struct {
	Store *account.Store
	Clock account.Clock
}

// Service returns Secrets Manager as the wire knows it, API version 2017-10-17.
func Service(m *Manager) *wire.Service {
	return &wire.Service{
		Name: wire.SecretsManager, Protocol: wire.JSON,
		Operations: map[string]wire.Operation{
			"GetSecretValue": wire.JSONOperation(m.getSecretValue),
			"DescribeSecret": wire.JSONOperation(m.describeSecret),
			"ListSecrets":    wire.JSONOperation(m.listSecrets),
			"CreateSecret":   wire.JSONOperation(m.createSecret),
			"UpdateSecret":   wire.JSONOperation(m.updateSecret),
			"PutSecretValue": wire.JSONOperation(m.putSecretValue),
			"DeleteSecret":   wire.JSONOperation(m.deleteSecret),
			"RestoreSecret":  wire.JSONOperation(m.restoreSecret),
		},
	}
}

func noSecret() error {
	return wire.Refusef("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

func find(a *account.Account, region, id string) (*account.Secret, error) {
	if s := a.FindSecret(region, id); s != nil {
		return s, nil
	}
	return nil, noSecret()
}

func (m *Manager) read(look func(*account.Account) error) error {
	return m.Store.View(func(a *account.Account) (bool, error) { return false, look(a) })
}

// seconds is how the JSON protocol writes a time.
func seconds(t time.Time) float64 { return float64(t.UnixMilli()) / 1000 }

type getSecretValueInput struct {
	SecretID     string `json:"SecretId"`
	VersionID    string `json:"VersionId"`
	VersionStage string
}

type getSecretValueResult struct {
	ARN           string
	Name          string
	VersionID     string `json:"VersionId"`
	SecretString  string
	VersionStages []string
	CreatedDate   float64
}

// current is the stage of a secret's only version.
const current = "AWSCURRENT"

func (m *Manager) getSecretValue(_ context.Context, r *wire.Request, in *getSecretValueInput) (any, error) {
	var result getSecretValueResult
	err := m.read(func(a *account.Account) error {
		s, err := find(a, r.Region, in.SecretID)
		if err != nil {
			return err
		}
		if err := gone(s); err != nil {
			return err
		}
		if in.VersionStage != "" && in.VersionStage != current || in.VersionID != "" && in.VersionID != s.Version {
			return wire.Refusef("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: %s", in.VersionStage)
		}
		result = getSecretValueResult{s.ARN(r.Region), s.Name, s.Version, s.Text(), []string{current}, seconds(s.Changed)}
		return nil
	})
	return result, err
}

// Package secrets is the sandbox's AWS Secrets Manager, as far as managed master
// user passwords need it: RDS makes and deletes the secrets, callers read them.
package secrets

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Manager is Secrets Manager on an account.
type Manager struct {
	Store *account.Store
}

// Service returns Secrets Manager as the wire knows it, API version 2017-10-17.
func Service(m *Manager) *wire.Service {
	managed := wire.JSONOperation(m.refuseManaged)
	return &wire.Service{
		Name: wire.SecretsManager, Protocol: wire.JSON,
		Operations: map[string]wire.Operation{
			"GetSecretValue": wire.JSONOperation(m.getSecretValue),
			"DescribeSecret": wire.JSONOperation(m.describeSecret),
			"ListSecrets":    wire.JSONOperation(m.listSecrets),
			"DeleteSecret":   managed,
			"UpdateSecret":   managed,
			"PutSecretValue": managed,
		},
	}
}

func noSecret() error {
	return wire.Refusef("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
}

// find returns the secret of a name, an ARN, or an ARN without its last six
// characters.
func find(a *account.Account, region, id string) (*account.Secret, error) {
	for _, s := range a.Secrets {
		arn := s.ARN(region)
		if id == s.Name || id == arn || id == strings.TrimSuffix(arn, "-"+s.Suffix) {
			return s, nil
		}
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
		if in.VersionStage != "" && in.VersionStage != current || in.VersionID != "" && in.VersionID != s.Version {
			return wire.Refusef("ResourceNotFoundException", "Secrets Manager can't find the specified secret value for staging label: %s", in.VersionStage)
		}
		text, err := json.Marshal(struct {
			Username string `json:"username"`
			Password string `json:"password"`
		}{s.Username, s.Password})
		if err != nil {
			return fmt.Errorf("writing the secret %s: %w", s.Name, err)
		}
		result = getSecretValueResult{s.ARN(r.Region), s.Name, s.Version, string(text), []string{current}, seconds(s.Changed)}
		return nil
	})
	return result, err
}

type tag struct {
	Key   string
	Value string
}

type secret struct {
	ARN              string
	Name             string
	Description      string
	KmsKeyID         string `json:"KmsKeyId"`
	OwningService    string
	RotationEnabled  bool
	RotationRules    map[string]int
	CreatedDate      float64
	LastChangedDate  float64
	LastRotatedDate  float64
	Tags             []tag
	VersionIDsStages map[string][]string `json:"VersionIdsToStages,omitempty"`
	VersionsToStages map[string][]string `json:"SecretVersionsToStages,omitempty"`
}

func show(a *account.Account, s *account.Secret, region string) secret {
	shown := secret{
		ARN: s.ARN(region), Name: s.Name, KmsKeyID: account.ARN("kms", region, "key/"+s.KMSKey), OwningService: "rds",
		RotationEnabled: true, RotationRules: map[string]int{"AutomaticallyAfterDays": 7},
		CreatedDate: seconds(s.Created), LastChangedDate: seconds(s.Changed), LastRotatedDate: seconds(s.Changed),
	}
	if strings.HasPrefix(s.KMSKey, "arn:") {
		shown.KmsKeyID = s.KMSKey
	}
	if c := a.Clusters[s.Cluster]; c != nil {
		arn := c.ARN(region)
		shown.Description = "Secret associated with primary RDS DB cluster: " + arn
		shown.Tags = []tag{{"aws:rds:primaryDBClusterArn", arn}, {"aws:secretsmanager:owningService", "rds"}}
	}
	return shown
}

type describeSecretInput struct {
	SecretID string `json:"SecretId"`
}

func (m *Manager) describeSecret(_ context.Context, r *wire.Request, in *describeSecretInput) (any, error) {
	var result secret
	err := m.read(func(a *account.Account) error {
		s, err := find(a, r.Region, in.SecretID)
		if err == nil {
			result = show(a, s, r.Region)
			result.VersionIDsStages = map[string][]string{s.Version: {current}}
		}
		return err
	})
	return result, err
}

type listSecretsInput struct {
	MaxResults             *int
	NextToken              string
	IncludePlannedDeletion *bool
	SortOrder              string
	Filters                []struct {
		Key    string
		Values []string
	}
}

type listSecretsResult struct {
	SecretList []secret
}

func (m *Manager) listSecrets(_ context.Context, r *wire.Request, in *listSecretsInput) (any, error) {
	result := listSecretsResult{SecretList: []secret{}}
	err := m.read(func(a *account.Account) error {
		for _, s := range account.Sorted(a.Secrets, func(s *account.Secret) string { return s.Name }) {
			shown := show(a, s, r.Region)
			shown.VersionsToStages = map[string][]string{s.Version: {current}}
			passes := true
			for _, f := range in.Filters {
				var has string
				switch f.Key {
				case "name":
					has = shown.Name
				case "owning-service":
					has = shown.OwningService
				case "description":
					has = shown.Description
				default:
					return wire.Refusef("InvalidParameterException", "The sandbox does not model the filter %s.", f.Key)
				}
				passes = passes && slices.ContainsFunc(f.Values, func(v string) bool { return strings.HasPrefix(has, v) })
			}
			if passes {
				result.SecretList = append(result.SecretList, shown)
			}
		}
		return nil
	})
	return result, err
}

// anyInput takes whatever a caller sends, for operations that are refused anyway.
type anyInput map[string]any

// refuseManaged is the answer to changing or deleting a secret that RDS manages.
func (m *Manager) refuseManaged(_ context.Context, r *wire.Request, in *anyInput) (any, error) {
	id, _ := (*in)["SecretId"].(string)
	return nil, m.read(func(a *account.Account) error {
		s, err := find(a, r.Region, id)
		if err != nil {
			return err
		}
		return wire.Refusef("InvalidRequestException", "You can't perform this operation on the secret %s because it is managed by rds. Use rds to manage it.", s.Name)
	})
}

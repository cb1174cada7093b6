package secrets

import (
	"context"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type tag struct {
	Key   string
	Value string
}

type secret struct {
	ARN              string
	Name             string
	Description      string
	KmsKeyID         string `json:"KmsKeyId,omitempty"`
	OwningService    string `json:",omitempty"`
	RotationEnabled  bool
	RotationRules    map[string]int `json:",omitempty"`
	CreatedDate      float64
	LastChangedDate  float64
	LastRotatedDate  float64 `json:",omitempty"`
	DeletedDate      float64 `json:",omitempty"`
	Tags             []tag
	VersionIDsStages map[string][]string `json:"VersionIdsToStages,omitempty"`
	VersionsToStages map[string][]string `json:"SecretVersionsToStages,omitempty"`
}

func show(a *account.Account, s *account.Secret, region string) secret {
	shown := secret{
		ARN: s.ARN(region), Name: s.Name, Description: s.Description,
		CreatedDate: seconds(s.Created), LastChangedDate: seconds(s.Changed), Tags: []tag{},
	}
	if !s.Deleted.IsZero() {
		shown.DeletedDate = seconds(s.Deleted)
	}
	for _, t := range s.Tags {
		shown.Tags = append(shown.Tags, tag(t))
	}
	if s.Managed() {
		shown.OwningService, shown.RotationEnabled, shown.RotationRules = "rds", true, map[string]int{"AutomaticallyAfterDays": 7}
		shown.LastRotatedDate = seconds(s.Changed)
	}
	switch {
	case strings.HasPrefix(s.KMSKey, "arn:"):
		shown.KmsKeyID = s.KMSKey
	case s.KMSKey != "":
		shown.KmsKeyID = account.ARN("kms", region, "key/"+s.KMSKey)
	}
	if c := a.Clusters.Get(s.Cluster); c != nil {
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
		for _, s := range account.Sorted(a.Secrets.All(), func(s *account.Secret) string { return s.Name }) {
			if !s.Deleted.IsZero() && (in.IncludePlannedDeletion == nil || !*in.IncludePlannedDeletion) {
				continue
			}
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

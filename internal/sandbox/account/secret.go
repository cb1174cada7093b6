package account

import (
	"encoding/json"
	"strings"
	"time"
)

// Secret is a secret in Secrets Manager: one that RDS made for a cluster's master
// user, or a caller's own.
type Secret struct {
	Name    string    `json:"name"`   // rds!cluster-<uuid>, or what its owner has called it
	Suffix  string    `json:"suffix"` // six characters that end its ARN
	Created time.Time `json:"created"`
	Changed time.Time `json:"changed"`
	KMSKey  string    `json:"kms_key,omitempty"`
	Version string    `json:"version"`

	// Of one that RDS made:
	Cluster  string `json:"cluster,omitempty"` // resource id
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
	Rest     string `json:"rest,omitempty"`
	Phases   Phases `json:"phases,omitempty"`

	// Of a caller's own:
	Value       string    `json:"value,omitempty"`
	Description string    `json:"description,omitempty"`
	Tags        Tags      `json:"tags,omitempty"`
	Deleted     time.Time `json:"deleted,omitzero"` // it was scheduled for deletion
}

// Managed tells whether RDS made the secret.
func (s *Secret) Managed() bool { return s.Cluster != "" }

// ARN returns the secret's ARN in a Region.
func (s *Secret) ARN(region string) string {
	return ARN("secretsmanager", region, "secret:"+s.Name+"-"+s.Suffix)
}

// Text returns what is secret: for one that RDS made, a JSON object with username
// and password.
func (s *Secret) Text() string {
	if !s.Managed() {
		return s.Value
	}
	text, err := json.Marshal(struct {
		Username string `json:"username"`
		Password string `json:"password"`
	}{s.Username, s.Password})
	if err != nil {
		panic("encoding two strings: " + err.Error()) // strings can always be encoded
	}
	return string(text)
}

// FindSecret returns the secret of a name, an ARN, or an ARN without its last six
// characters; nil when there is none.
func (a *Account) FindSecret(region, id string) *Secret {
	for s := range a.Secrets.All() {
		arn := s.ARN(region)
		if id == s.Name || id == arn || id == strings.TrimSuffix(arn, "-"+s.Suffix) {
			return a.Secrets.Get(s.Name)
		}
	}
	return nil
}

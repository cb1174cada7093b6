package cluster_test

import (
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

func TestCredentialsAreValidOnlyInOneWay(t *testing.T) {
	secret := cluster.NewSecret("eightchars")
	tests := map[string]struct {
		credentials cluster.Credentials
		valid       bool
	}{
		"managed":                {cluster.Managed(""), true},
		"managed with key":       {cluster.Managed("alias/x"), true},
		"password":               {cluster.WithPassword(secret, "1"), true},
		"inherited":              {cluster.Inherited(), true},
		"nothing said":           {cluster.Credentials{}, false},
		"password missing":       {cluster.WithPassword(cluster.Secret{}, "1"), false},
		"password of seven":      {cluster.WithPassword(cluster.NewSecret("seven77"), "1"), false},
		"password with slash":    {cluster.WithPassword(cluster.NewSecret("with/slash"), "1"), false},
		"password with space":    {cluster.WithPassword(cluster.NewSecret("with space"), "1"), false},
		"password with umlaut":   {cluster.WithPassword(cluster.NewSecret("pässword-1"), "1"), false},
		"password of every sign": {cluster.WithPassword(cluster.NewSecret("!#$%&'()*+,-.:;<=>?[]^_`{|}~"), "1"), true},
		"managed and password":   {cluster.Credentials{Mode: cluster.CredentialsManaged, Password: secret}, false},
		"inherited and password": {cluster.Credentials{Mode: cluster.CredentialsInherited, Password: secret}, false},
		"key without secret":     {cluster.Credentials{Mode: cluster.CredentialsPassword, Password: secret, SecretKMSKeyID: "k"}, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := test.credentials.Validate()
			if (err == nil) != test.valid {
				t.Errorf("got %v, want valid: %t", err, test.valid)
			}
			if p := test.credentials.Password.Reveal(); err != nil && p != "" && strings.Contains(err.Error(), p) {
				t.Errorf("the error shows the password: %v", err)
			}
		})
	}
}

func TestCredentialsChangeWithModeVersionOrKnownPassword(t *testing.T) {
	a, b := cluster.NewSecret("password-a"), cluster.NewSecret("password-b")
	tests := map[string]struct {
		prior, next cluster.Credentials
		changed     bool
	}{
		"same managed":                {cluster.Managed(""), cluster.Managed(""), false},
		"managed to password":         {cluster.Managed(""), cluster.WithPassword(a, "1"), true},
		"password to managed":         {cluster.WithPassword(a, "1"), cluster.Managed(""), true},
		"same version, prior unknown": {cluster.WithPassword(cluster.Secret{}, "1"), cluster.WithPassword(b, "1"), false},
		"next version, prior unknown": {cluster.WithPassword(cluster.Secret{}, "1"), cluster.WithPassword(a, "2"), true},
		"other known password":        {cluster.WithPassword(a, ""), cluster.WithPassword(b, ""), true},
		"same known password":         {cluster.WithPassword(a, ""), cluster.WithPassword(cluster.NewSecret("password-a"), ""), false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if got := test.next.ChangedFrom(test.prior); got != test.changed {
				t.Errorf("got %t", got)
			}
		})
	}
}

package cluster_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
)

const password = "correct horse battery"

// holder keeps a secret where fmt cannot call its methods.
type holder struct {
	hidden cluster.Secret
	Shown  cluster.Secret
}

func TestSecretIsShownByNoVerb(t *testing.T) {
	secret := cluster.NewSecret(password)
	values := []any{
		secret, &secret,
		holder{hidden: secret, Shown: secret},
		&holder{hidden: secret, Shown: secret},
		[]cluster.Secret{secret},
		map[string]cluster.Secret{"a": secret},
		cluster.WithPassword(secret, "1"),
		cluster.Change{Credentials: &cluster.Credentials{Mode: cluster.CredentialsPassword, Password: secret}},
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		for _, value := range values {
			got := fmt.Sprintf(verb, value)
			if strings.Contains(got, password) || strings.Contains(got, fmt.Sprintf("%x", password)) {
				t.Errorf("%s of %T shows the secret: %s", verb, value, got)
			}
		}
	}
}

func TestSecretIsEncodedByNothing(t *testing.T) {
	secret := cluster.NewSecret(password)
	encoded, err := json.Marshal(map[string]any{"secret": secret, "holder": holder{Shown: secret}})
	if err != nil {
		t.Fatal(err)
	}
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	log.Info("set", "secret", secret, "credentials", cluster.WithPassword(secret, "1"))
	slog.New(slog.NewTextHandler(&logged, nil)).Info("set", "secret", secret, "holder", holder{hidden: secret, Shown: secret})
	for name, got := range map[string]string{"JSON": string(encoded), "slog": logged.String()} {
		if strings.Contains(got, password) {
			t.Errorf("%s shows the secret: %s", name, got)
		}
		if !strings.Contains(got, "[redacted]") {
			t.Errorf("%s does not say that something was left out: %s", name, got)
		}
	}
}

func TestSecretIsRevealedAndComparedByValue(t *testing.T) {
	if got := cluster.NewSecret(password).Reveal(); got != password {
		t.Errorf("revealed %q", got)
	}
	if !cluster.NewSecret("").IsZero() || cluster.NewSecret("x").IsZero() {
		t.Error("only an empty secret is zero")
	}
	if !cluster.NewSecret("a").Equal(cluster.NewSecret("a")) || cluster.NewSecret("a").Equal(cluster.NewSecret("b")) {
		t.Error("secrets are compared by what they hold")
	}
}

package engine_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestCertificateKeepsItsKeyToItself(t *testing.T) {
	t.Parallel()
	c, _ := enginetest.Certificate(t, "orders.example")
	at := engine.Listen{Address: "127.0.0.1", Port: 5432, Certificate: &c}
	for _, verb := range []string{"%v", "%+v", "%s"} {
		if got := fmt.Sprintf(verb+verb, c, at); strings.Contains(got, "PRIVATE") {
			t.Errorf("%s shows it: %s", verb, got)
		}
	}
}

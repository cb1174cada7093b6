package engine_test

import (
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestPostgresKeepsTheInterfacesPromises(t *testing.T) {
	t.Parallel()
	enginetest.Run(t, enginetest.Postgres(t))
}

func TestMariaDBKeepsTheInterfacesPromises(t *testing.T) {
	t.Parallel()
	enginetest.Run(t, enginetest.MariaDB(t))
}

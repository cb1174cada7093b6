package compile_test

import (
	"context"
	"errors"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
)

// unstartable is a Liquibase whose version is known, and that must not be run.
type unstartable struct{}

func (unstartable) Version() string { return "4.28.0" }

func (unstartable) Run(context.Context, string, string, liquibase.Properties) error {
	return errors.New("a JVM was started")
}

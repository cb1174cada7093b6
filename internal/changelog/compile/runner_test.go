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

// refusing is a Liquibase that says why it does nothing.
type refusing string

func (refusing) Version() string { return "4.28.0" }

func (r refusing) Run(context.Context, string, string, liquibase.Properties) error {
	return &liquibase.Error{Exit: errors.New("exit status 1"), Said: string(r)}
}

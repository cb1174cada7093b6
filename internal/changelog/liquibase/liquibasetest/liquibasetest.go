// Package liquibasetest gives tests a real Liquibase, or skips them.
package liquibasetest

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
)

// Installed returns the Liquibase of LIQUIBASE_HOME or PATH, or the one that
// .ci/prepare installed. Without one the test is skipped, or fails when the
// environment says CI=true.
func Installed(tb testing.TB) *liquibase.Installation {
	tb.Helper()
	e := liquibase.Environment{Home: os.Getenv("LIQUIBASE_HOME"), JavaHome: os.Getenv("JAVA_HOME"), Path: os.Getenv("PATH")} //nolint:forbidigo // for tests alone
	found, err := liquibase.Find(tb.Context(), e)
	if err != nil && e.Home == "" {
		e.Home = prepared
		if there, missing := liquibase.Find(tb.Context(), e); missing == nil {
			found, err = there, nil
		}
	}
	switch {
	case err == nil:
		return found
	case errors.Is(err, liquibase.ErrNotInstalled) && os.Getenv("CI") != "true": //nolint:forbidigo // for tests alone
		tb.Skip(err)
	default:
		tb.Fatal(err)
	}
	return nil
}

// prepared is where .ci/prepare leaves Liquibase. It is asked for when the
// program starts: tests give the provider cache folders of their own later.
var prepared = func() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "dbartifact-ci", "node_modules", "liquibase", "dist", "liquibase")
}()

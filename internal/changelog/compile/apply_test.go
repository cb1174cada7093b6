package compile_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase/liquibasetest"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
)

// What Liquibase applies itself, over TLS, is what was compiled and applied
// without it.
func TestLiquibaseItselfAppliesWhatWasCompiled(t *testing.T) {
	for _, awsEngine := range artifact.Engines {
		t.Run(awsEngine, func(t *testing.T) {
			t.Parallel()
			requireServer(t, awsEngine)
			installed := liquibasetest.Installed(t)
			server, err := scratch.Open(t.Context(), awsEngine, "app")
			if err != nil {
				t.Fatal(err)
			}
			closing(t, server)
			in := full(t, awsEngine)
			changelog := in.Sources.Changelog
			changelog.Liquibase = &artifact.LiquibaseRun{Contexts: in.Contexts, Labels: in.Labels, Parameters: in.Parameters}
			if err := installed.Apply(t.Context(), changelog, in.Sources.Contents, server.Login()); err != nil {
				t.Fatal(err)
			}
			applied := apply(t, readGolden(t, awsEngine))
			if diff := cmp.Diff(schema(t, server), schema(t, applied)); diff != "" {
				t.Errorf("the schemas differ:\n%s", diff)
			}
		})
	}
}

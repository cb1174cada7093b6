package cli

import (
	"context"
	"os"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/build"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/converge"
)

// reportingCompiler says that the schema is being compiled, which is what takes
// the time of a build.
type reportingCompiler struct {
	build.Compiler
	report converge.Report
}

// newCompiler returns the compiler of this process's environment.
func newCompiler(out *console, report converge.Report) build.Compiler {
	compiler := compile.New(liquibaseEnvironment(out.Process))
	compiler.Warn = func(warning string) { out.note("%s", warning) }
	return reportingCompiler{compiler, report}
}

// liquibaseEnvironment is where Liquibase is looked for: on this machine, then in
// the usual Docker Engine. That DOCKER_HOST makes no sense is for a store to say.
func liquibaseEnvironment(process Process) liquibase.Environment {
	e := liquibase.Environment{
		Home: os.Getenv("LIQUIBASE_HOME"), JavaHome: os.Getenv("JAVA_HOME"), Path: os.Getenv("PATH"),
		Image: os.Getenv("DBARTIFACT_LIQUIBASE_IMAGE"),
	}
	if containers, err := engine(process); err == nil {
		e.Containers = containers
	}
	return e
}

// Compile implements [build.Compiler].
func (c reportingCompiler) Compile(ctx context.Context, in compile.Input) (artifact.Compiled, error) {
	c.report(converge.Event{Phase: phaseDiscover, Object: "schema", Status: "compiling"})
	return c.Compiler.Compile(ctx, in)
}

package build

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/compile"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// Compiler turns a schema's source into what converge applies.
type Compiler interface {
	Compile(ctx context.Context, in compile.Input) (artifact.Compiled, error)
}

// collect reads the schema's source of a configuration; nil without one.
func collect(s artifact.SourceDB) (*changelog.Sources, error) {
	if len(s.SQLFiles) > 0 {
		return changelog.CollectSQL(s.SQLFiles)
	}
	if s.LiquibaseChangelogPath == "" {
		return nil, nil
	}
	sources, err := changelog.Collect(changelog.Location{
		Path: s.LiquibaseChangelogPath, SearchPaths: s.LiquibaseSearchPaths, Parameters: s.LiquibaseParameters,
	})
	if err != nil || s.ChangelogRunner != artifact.RunnerLiquibase {
		return sources, err
	}
	sources.Changelog.Liquibase = &artifact.LiquibaseRun{Contexts: s.LiquibaseContexts, Labels: s.LiquibaseLabels, Parameters: s.LiquibaseParameters}
	for _, configured := range s.LiquibaseClasspath {
		name := path.Join("liquibase_classpath", filepath.Base(configured))
		content, err := os.ReadFile(configured)
		if err != nil {
			return nil, fmt.Errorf("reading the classpath: %w", err)
		}
		if err := sources.Add(name, content); err != nil {
			return nil, fmt.Errorf("reading the classpath: %w", err)
		}
		sources.Changelog.Liquibase.Classpath = append(sources.Changelog.Liquibase.Classpath, name)
	}
	return sources, nil
}

// describeFiles describes files that are not carried.
func describeFiles(paths []string) ([]artifact.File, error) {
	var all []artifact.File
	for _, configured := range paths {
		content, err := os.ReadFile(configured)
		if err != nil {
			return nil, fmt.Errorf("reading the classpath: %w", err)
		}
		all = append(all, artifact.FileOf(filepath.Base(configured), content))
	}
	return all, nil
}

// compile returns the compiled schema's JSON for a specification; nil when there
// is none, or Liquibase itself applies it.
func (in Inputs) compile(ctx context.Context, spec artifact.Spec) ([]byte, error) {
	if in.sources == nil || in.sources.Changelog.Liquibase != nil {
		return nil, nil
	}
	if in.compiled.text != nil {
		return in.compiled.text, nil
	}
	s := in.config.SourceDB
	compiled, err := in.compiler.Compile(ctx, compile.Input{
		Sources: in.sources,
		Engine:  spec.Source.Engine, EngineVersion: spec.Source.EngineVersion, Database: spec.Target.DatabaseName,
		Contexts: s.LiquibaseContexts, Labels: s.LiquibaseLabels, Parameters: s.LiquibaseParameters, Classpath: s.LiquibaseClasspath,
	})
	if err != nil {
		return nil, err
	}
	in.compiled.text, err = compiled.Canonical()
	return in.compiled.text, err
}

// compilation remembers the compiled schema between resolving and assembling.
type compilation struct{ text []byte }

// compiledFile describes the compiled schema's JSON for the specification.
func compiledFile(text []byte) *artifact.File {
	if text == nil {
		return nil
	}
	file := artifact.FileOf(artifact.CompiledPath, text)
	return &file
}

var errCompiledAnew = errors.New("the changelog now compiles to something else than the artifact holds")

// checkCompiled holds what was compiled for assembling against a specification
// that was resolved before, perhaps with another Liquibase.
func checkCompiled(spec artifact.Spec, text []byte) error {
	want, got := spec.Compiled, compiledFile(text)
	if want == nil && got == nil || want != nil && got != nil && *want == *got {
		return nil
	}
	return &failure.Error{
		Op: "assembling the artifact", Err: errCompiledAnew,
		Hint: "Another version of Liquibase, or another database server on this machine, prints other SQL. Use the same as before, or change triggers to build the artifact anew.",
	}
}

// Package compile turns a Liquibase changelog into what converge applies without
// Liquibase and without a JVM. Real Liquibase does it, twice over: it updates a
// scratch database, which tells what becomes of each changeset, and it prints
// the SQL. What comes of both is then applied to a second scratch database, and
// both databases must have the same schema and as many rows, or there is no
// compiled changelog.
package compile

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/liquibase"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/changelog/scratch"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

// Input is a changelog and everything that its meaning depends on.
type Input struct {
	Sources *changelog.Sources
	// Engine is aurora-postgresql or aurora-mysql, EngineVersion AWS's version of
	// it, such as 16.4 or 8.0.mysql_aurora.3.08.0.
	Engine, EngineVersion string
	// Database is the name of the database that the changelog is for.
	Database string
	// Contexts that the changelog runs in. None means that changesets with a
	// context do not run, unlike in Liquibase, where all of them would.
	Contexts []string
	// Labels is a label filter in Liquibase's syntax; empty for none.
	Labels string
	// Parameters are the changelog's, by name.
	Parameters map[string]string
	// Classpath are files with Java classes that the changelog names.
	Classpath []string
}

// Runner runs Liquibase; see [liquibase.Installation].
type Runner interface {
	Version() string
	Run(ctx context.Context, dir, command string, properties liquibase.Properties) error
}

// Compiler compiles changelogs and remembers what came of them.
type Compiler struct {
	// Find finds Liquibase without starting it.
	Find func(context.Context) (Runner, error)
	// Memory is where compiled changelogs are remembered, by all they depend on.
	Memory usercache.Folder
	// Available reports whether a scratch database for one of AWS's engines can be
	// started here; nil for [scratch.Available].
	Available func(awsEngine string) error
	// Report, which may be nil, is told what is being done.
	Report func(status string)
	// Warn, which may be nil, is told what the changelog's user should know.
	Warn func(warning string)
}

// Compile compiles a changelog, or plain SQL files. A changelog that was compiled before comes from memory,
// without a JVM or a database server being started.
//
// Without a database server of the engine's kind on this machine, only a
// changelog without preconditions is compiled, and a warning says that nothing
// was proved. Errors name the changeset where there is one; they match
// [liquibase.ErrNotInstalled], [engine.ErrNotInstalled], [ErrDiffers] or a
// [liquibase.Error], among others.
func (c Compiler) Compile(ctx context.Context, in Input) (artifact.Compiled, error) {
	if in.Sources.Order != nil {
		return Plain(in.Sources, in.Engine)
	}
	dialect, err := database.DialectOf(in.Engine)
	var compiled artifact.Compiled
	if err == nil {
		compiled, err = c.compile(ctx, in, dialect)
	}
	if err != nil {
		return artifact.Compiled{}, &failure.Error{Op: "compiling changelog", Object: in.Sources.Changelog.Path, Err: err, Hint: hint(err, dialect)}
	}
	return compiled, nil
}

func (c Compiler) compile(ctx context.Context, in Input, dialect database.Dialect) (artifact.Compiled, error) {
	if dialect == database.MySQL && in.Database == "" {
		return artifact.Compiled{}, errors.New("MySQL's Liquibase writes the database's name before tables' names: database_name is needed")
	}
	if in.Database == "" {
		in.Database = "postgres"
	}
	declarations, err := declare(in.Sources.Contents)
	if err != nil {
		return artifact.Compiled{}, err
	}
	if key := declarations.custom(); key != "" && len(in.Classpath) == 0 {
		return artifact.Compiled{}, fmt.Errorf("changeset %q: %w: customChange runs a Java class, and there is no liquibase_classpath", key, ErrNotCompilable)
	}
	unproven := c.available(in.Engine)
	if unproven != nil {
		if !errors.Is(unproven, engine.ErrNotInstalled) {
			return artifact.Compiled{}, unproven
		}
		if what := declarations.preconditioned(); what != "" {
			return artifact.Compiled{}, fmt.Errorf("%s has preconditions, and what they come to shows on a database only: %w", what, unproven)
		}
		if c.Warn != nil {
			c.Warn(fmt.Sprintf("The compiled changelog was not compared with Liquibase's own update: %v.", unproven))
		}
	}
	runner, err := c.Find(ctx)
	if err != nil {
		return artifact.Compiled{}, err
	}
	key, err := in.key(runner.Version(), unproven == nil)
	if err != nil {
		return artifact.Compiled{}, err
	}
	if compiled, ok := c.remembered(key); ok {
		return compiled, nil
	}
	j, err := c.begin(in, dialect, runner, declarations)
	if err != nil {
		return artifact.Compiled{}, err
	}
	defer func() { _ = os.RemoveAll(j.dir) }()
	compile := j.compileProven
	if unproven != nil {
		compile = j.compileUnproven
	}
	compiled, err := compile(ctx)
	if err != nil {
		return artifact.Compiled{}, err
	}
	c.remember(key, compiled)
	return compiled, nil
}

func (c Compiler) available(awsEngine string) error {
	if c.Available != nil {
		return c.Available(awsEngine)
	}
	return scratch.Available(awsEngine)
}

// job is one compilation, in a folder of its own.
type job struct {
	Input
	dialect      database.Dialect
	runner       Runner
	declarations declarations
	schema       liquibase.Schema
	dir          string
	report       func(string)
}

// begin lays the changelog's files out where Liquibase finds them and nothing
// else.
func (c Compiler) begin(in Input, dialect database.Dialect, runner Runner, d declarations) (_ *job, err error) {
	j := &job{Input: in, dialect: dialect, runner: runner, declarations: d, report: c.Report}
	if j.report == nil {
		j.report = func(string) {}
	}
	j.schema = liquibase.Schema{
		Path: in.Sources.Changelog.Path, Files: in.Sources.Contents,
		Contexts: in.Contexts, Labels: in.Labels, Parameters: in.Parameters, Default: "public",
	}
	if dialect == database.MySQL {
		j.schema.Default = in.Database
	}
	for _, entry := range in.Classpath {
		path, err := filepath.Abs(entry)
		if err != nil {
			return nil, err
		}
		j.schema.Classpath = append(j.schema.Classpath, path)
	}
	if j.dir, err = os.MkdirTemp("", "dbartifact-changelog-"); err != nil {
		return nil, err
	}
	if err := j.schema.LayOut(j.dir); err != nil {
		return nil, errors.Join(err, os.RemoveAll(j.dir))
	}
	return j, nil
}

// compileProven compiles with two scratch databases.
func (j *job) compileProven(ctx context.Context) (_ artifact.Compiled, err error) {
	j.report("compiling the changelog with Liquibase " + j.runner.Version() + " and two scratch databases")
	var updated, applied *scratch.Server
	var seen happened
	var texts []printed
	if j.declarations.programs() {
		if texts, err = j.printBefore(ctx); err != nil {
			return artifact.Compiled{}, err
		}
	}
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		if updated, err = scratch.Open(within, j.Engine, j.Database); err != nil {
			return err
		}
		seen, err = j.update(within, updated)
		return err
	})
	group.Go(func() (err error) {
		applied, err = scratch.Open(within, j.Engine, j.Database)
		return err
	})
	group.Go(func() (err error) {
		if texts == nil {
			texts, err = j.print(within)
		}
		return err
	})
	err = group.Wait()
	defer func() { err = errors.Join(err, closeAll(ctx, updated, applied)) }()
	if err != nil {
		return artifact.Compiled{}, err
	}
	compiled, err := j.assemble(texts, &seen)
	if err != nil {
		return artifact.Compiled{}, err
	}
	return compiled, j.prove(ctx, compiled, updated, applied)
}

// compileUnproven takes the printed SQL for what happens.
func (j *job) compileUnproven(ctx context.Context) (artifact.Compiled, error) {
	j.report("compiling the changelog with Liquibase " + j.runner.Version())
	texts, err := j.print(ctx)
	if err != nil {
		return artifact.Compiled{}, err
	}
	return j.assemble(texts, nil)
}

// Package liquibase runs Liquibase: real Liquibase is what decides what a
// changelog means. It finds an installation, or else the container image, and its
// version without starting a JVM, and runs one command at a time in a folder of
// its own.
package liquibase

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// ErrNotInstalled is reported where there is no Liquibase, or no Java to run it.
var ErrNotInstalled = errors.New("no Liquibase is installed")

// Environment is what of a process's environment tells where things are. This
// package reads no variables itself.
type Environment struct {
	Home     string // LIQUIBASE_HOME; empty to look along Path
	JavaHome string // JAVA_HOME; empty to look along Path
	Path     string // PATH
	// Containers run Liquibase where neither Home nor Path has it; nil for none.
	Containers Containers
	// Image is the container image with Liquibase; empty for [Image].
	Image string
}

// Installation is a Liquibase on this machine, or in a container image.
type Installation struct {
	home    string
	java    string
	version string
	start   starter
}

// core is Liquibase's own library, which is also what java starts.
var core = filepath.Join("internal", "lib", "liquibase-core.jar")

// Find finds Liquibase in Home, or by the command liquibase on Path, and the
// Java that is to run it. Where there is neither, it is the one in the container
// image, which is pulled when it is not there. Nothing is started.
// [ErrNotInstalled] comes with what to do.
func Find(ctx context.Context, e Environment) (*Installation, error) {
	i, err := e.installed()
	if errors.Is(err, errNowhere) && e.Containers != nil {
		if i, err = e.contained(ctx); err != nil {
			err = fmt.Errorf("%w, and its container image is of no help: %w", errNowhere, err)
		}
	}
	if err != nil {
		return nil, &failure.Error{Op: "finding Liquibase", Err: err, Hint: installHint}
	}
	return i, nil
}

func (e Environment) installed() (*Installation, error) {
	i := &Installation{start: startHere}
	var err error
	if i.home, err = findHome(e); err == nil {
		i.java, err = findJava(e, i.home)
	}
	if err == nil {
		i.version, err = versionOf(filepath.Join(i.home, core))
	}
	return i, err
}

const installHint = "Changelogs are compiled by real Liquibase, version 4, where the image is built, and applied by it where changelog_runner is \"liquibase\". " +
	"Install it and Java 11 or later, and put the command liquibase on PATH or set LIQUIBASE_HOME to its folder; or start a Docker Engine on " +
	"this machine, which runs the image " + Image + ". Without either, build the image on another machine and use it by reference, or give " +
	"the schema as plain SQL files (sql_files)."

var errNowhere = fmt.Errorf("%w: LIQUIBASE_HOME is not set, and there is no command liquibase on PATH", ErrNotInstalled)

// findHome returns the folder with Liquibase's libraries. The command is a
// script in that folder, or a link to it, or stands in bin beside libexec, as
// Homebrew does it.
func findHome(e Environment) (string, error) {
	if e.Home != "" {
		if !isFile(filepath.Join(e.Home, core)) {
			return "", fmt.Errorf("%w: LIQUIBASE_HOME is %q, which has no %s", ErrNotInstalled, e.Home, core)
		}
		return filepath.Abs(e.Home)
	}
	for _, dir := range filepath.SplitList(e.Path) {
		command := filepath.Join(dir, executable("liquibase"))
		if dir == "" || !isFile(command) {
			continue
		}
		command, err := filepath.EvalSymlinks(command)
		if err != nil {
			return "", fmt.Errorf("following the command liquibase: %w", err)
		}
		beside := filepath.Dir(command)
		for _, home := range []string{beside, filepath.Join(beside, "..", "libexec"), filepath.Join(beside, "..", "lib", "liquibase")} {
			if isFile(filepath.Join(home, core)) {
				return filepath.Abs(home)
			}
		}
		return "", fmt.Errorf("%w: the command %q is there, but not the libraries beside it; set LIQUIBASE_HOME", ErrNotInstalled, command)
	}
	return "", errNowhere
}

// findJava returns the java command: of JAVA_HOME, of Liquibase's own, or along
// the path.
func findJava(e Environment, home string) (string, error) {
	var candidates []string
	if e.JavaHome != "" {
		candidates = append(candidates, filepath.Join(e.JavaHome, "bin"))
	}
	candidates = append(candidates, filepath.Join(home, "jre", "bin"))
	candidates = append(candidates, filepath.SplitList(e.Path)...)
	for _, dir := range candidates {
		if java := filepath.Join(dir, executable("java")); dir != "" && isFile(java) {
			return java, nil
		}
	}
	return "", fmt.Errorf("%w: it is in %q, but there is no java to run it: JAVA_HOME is not set, and there is none on PATH", ErrNotInstalled, home)
}

func executable(name string) string {
	if runtime.GOOS != "windows" {
		return name
	}
	if name == "liquibase" {
		return name + ".bat"
	}
	return name + ".exe"
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// Version is Liquibase's own, such as "4.28.0".
func (i *Installation) Version() string { return i.version }

// Home is the folder of the installation, where it is installed.
func (i *Installation) Home() string { return i.home }

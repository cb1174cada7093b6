package liquibase

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Schema is a changelog and what it runs with, whatever is done with it.
type Schema struct {
	// Path is the root file's, below the search root.
	Path string
	// Files are all files of the changelog, by their paths below the search root.
	Files map[string][]byte
	// Contexts to run. None means that changesets with a context do not run.
	Contexts []string
	// Labels is a label filter; empty for none.
	Labels     string
	Parameters map[string]string
	// Classpath are files with Java classes, by their absolute paths.
	Classpath []string
	// Default is the schema of names without one; MySQL's schemas are databases.
	Default string
}

// filesFolder is the search root below a folder that Liquibase runs in.
const filesFolder = "files"

// classpath is the property that lists files with Java classes.
const classpath = "liquibase.classpath"

// noContext is a context that no changelog has: without any, Liquibase runs the
// changesets of all contexts.
const noContext = "dbartifact-none"

// LayOut writes the changelog's files below dir, where Liquibase finds them and
// nothing else.
func (s Schema) LayOut(dir string) error {
	for name, content := range s.Files {
		path := filepath.Join(dir, filesFolder, filepath.FromSlash(name))
		err := os.MkdirAll(filepath.Dir(path), 0o700)
		if err == nil {
			err = os.WriteFile(path, content, 0o600)
		}
		if err != nil {
			return fmt.Errorf("laying out the changelog's files: %w", err)
		}
	}
	return nil
}

// Properties are what every command is told in a folder where the files were
// laid out. Nothing is left to a default that could be found somewhere on the
// machine.
func (s Schema) Properties() Properties {
	contexts := noContext
	if len(s.Contexts) > 0 {
		contexts = strings.Join(s.Contexts, ",")
	}
	properties := Properties{
		"liquibase.searchPath":                filesFolder,
		"liquibase.command.changelogFile":     s.Path,
		"liquibase.command.contexts":          contexts,
		"liquibase.command.defaultSchemaName": s.Default,
		"liquibase.fileEncoding":              "UTF-8",
		"liquibase.outputFileEncoding":        "UTF-8",
		"liquibase.headless":                  "true",
		"liquibase.showBanner":                "false",
		"liquibase.analytics.enabled":         "false",
	}
	if s.Labels != "" {
		properties["liquibase.command.labelFilter"] = s.Labels
	}
	if len(s.Classpath) > 0 {
		properties[classpath] = strings.Join(s.Classpath, string(filepath.ListSeparator))
	}
	for name, value := range s.Parameters {
		properties["parameter."+name] = value
	}
	return properties
}

package artifact_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

func compiled() artifact.Compiled {
	return artifact.Compiled{
		Version: artifact.CompiledVersion, Engine: "aurora-postgresql", Liquibase: "4.28.0", Contexts: "prod",
		Changesets: []artifact.Changeset{
			{
				ID: "1", Author: "me", Path: "db/changelog.xml", Checksum: "9:" + strings.Repeat("0a", 16),
				Outcome: artifact.OutcomeExecuted, RunInTransaction: true, FailOnError: true,
				Statements: []string{"CREATE TABLE a (b text)", "INSERT INTO a VALUES ('<&>;')"},
			},
			{
				ID: "2", Author: "me", Path: "db/changelog.xml", Checksum: "9:" + strings.Repeat("0b", 16),
				Outcome: artifact.OutcomeMarkRan, Preconditioned: true, RunInTransaction: true, FailOnError: true,
			},
		},
	}
}

func TestCompiledSchemaComesBackAsItWasWritten(t *testing.T) {
	text, err := compiled().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	again, err := compiled().Canonical()
	if err != nil || !bytes.Equal(text, again) {
		t.Errorf("one schema has two texts: %v", err)
	}
	got, err := artifact.DecodeCompiled(text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(compiled(), got); diff != "" {
		t.Errorf("decoded schema differs (-want +got):\n%s", diff)
	}
	if want := "db/changelog.xml::1::me"; got.Changesets[0].Key() != want {
		t.Errorf("key is %q, want %q", got.Changesets[0].Key(), want)
	}
}

func TestUnfitCompiledSchemaIsRefused(t *testing.T) {
	text, err := compiled().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown member":       {`"version":1`, `"version":1,"colour":"red"`, "unknown field"},
		"later version":        {`"version":1`, `"version":2`, "version is 2"},
		"other engine":         {`aurora-postgresql`, `aurora`, "engine is"},
		"trailing text":        {`"version":1}`, `"version":1}{}`, "something follows"},
		"no id":                {`"id":"1"`, `"id":""`, "id is"},
		"control character":    {`"author":"me"`, `"author":"\u001b[2J"`, "author is"},
		"foreign checksum":     {`"9:0a`, `"sha256:0a`, "checksum is"},
		"unknown outcome":      {`MARK_RAN`, `RAN`, "outcome is"},
		"empty statement":      {`CREATE TABLE a (b text)`, ` \n`, "statement 1 is empty"},
		"lines of others":      {`"fail_on_error"`, `"lines":[1,2,3],"fail_on_error"`, "lines of 3 statements"},
		"changeset twice":      {`"id":"2"`, `"id":"1"`, "it is there twice"},
		"JSON of another sort": {`{`, `[]{`, "cannot unmarshal"},
	} {
		t.Run(name, func(t *testing.T) {
			edited := strings.Replace(string(text), c.old, c.new, 1)
			if edited == string(text) {
				t.Fatalf("%q is not in %s", c.old, text)
			}
			_, err := artifact.DecodeCompiled([]byte(edited))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want an error with %q", err, c.want)
			}
		})
	}
}

func TestOversizedCompiledSchemaIsNotParsed(t *testing.T) {
	_, err := artifact.DecodeCompiled(make([]byte, artifact.MaxCompiledSize+1))
	if err == nil || !strings.Contains(err.Error(), "at most") {
		t.Errorf("got %v", err)
	}
}

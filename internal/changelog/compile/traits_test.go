package compile

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

const xmlTraits = `<databaseChangeLog logicalFilePath="logical.xml">
	<preConditions onFail="CONTINUE"><dbms type="postgresql"/></preConditions>
	<changeSet id="1" author="a" runInTransaction="false" failOnError="FALSE" runAlways="true" runOnChange="true" dbms="h2, !oracle">
		<validCheckSum>8:old</validCheckSum><validCheckSum>
			9:new</validCheckSum>
		<preConditions><dbms type="x"/></preConditions><sql endDelimiter="//">select 1</sql><customChange class="c"/>
	</changeSet>
</databaseChangeLog>`

const yamlTraits = `
databaseChangeLog:
  - logicalFilePath: logical.xml
  - preConditions: [{onFail: CONTINUE}, {dbms: {type: postgresql}}]
  - changeSet: &first
      id: 1
      author: a
      runInTransaction: false
      failOnError: "FALSE"
      runAlways: true
      runOnChange: true
      dbms: h2, !oracle
      validCheckSum: ["8:old", "9:new"]
      preConditions: [{dbms: {type: x}}]
      changes: [{sql: {endDelimiter: //, sql: select 1}}, {customChange: {class: c}}]
`

const sqlTraits = `
-- liquibase formatted sql logicalFilePath:logical.xml
-- changeset a:1 runInTransaction:false failOnError:FALSE runAlways:true runOnChange:true dbms:"h2, !oracle" endDelimiter://
-- validCheckSum: 8:old
--validCheckSum:9:new
-- preconditions onFail:MARK_RAN
select 1//
`

func TestAttributesAreReadAlikeInEveryFormat(t *testing.T) {
	for name, content := range map[string]string{"a.xml": xmlTraits, "a.yaml": yamlTraits, "a.sql": sqlTraits} {
		t.Run(name, func(t *testing.T) {
			all, err := declare(map[string][]byte{name: []byte(content)})
			if err != nil {
				t.Fatal(err)
			}
			want := declared{
				id: "1", author: "a", path: "logical.xml", dbms: "h2, !oracle", runAlways: true, runOnChange: true, preconditioned: true, delimited: true,
				validChecksums: []string{"8:old", "9:new"}, changes: []string{"sql", "customChange"},
			}
			if name == "a.sql" {
				want.changes = []string{"sql"}
			}
			got, err := all.of(artifact.Changeset{ID: "1", Author: "a", Path: "logical.xml"}, "postgresql")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(declared{})); diff != "" {
				t.Errorf("attributes differ (-want +got):\n%s", diff)
			}
			if what := all.preconditioned(); what != fmt.Sprintf("file %q", name) && what != `changeset "logical.xml::1::a"` {
				t.Errorf("the preconditions are in %q", what)
			}
		})
	}
}

func TestChangesetsAreFoundAgain(t *testing.T) {
	all, err := declare(map[string][]byte{
		"one.sql":   []byte("--liquibase formatted sql\n--changeset a:same dbms:mysql runAlways:true\nselect 1;\n--changeset a:same dbms:postgresql\nselect 2;\n--changeset \"b b\":\"c d\"\nselect 3;"),
		"two.yml":   []byte("databaseChangeLog: [{changeSet: {id: 1.10, author: a}}, {changeSet: {id: 0x10, author: a}}, {changeSet: {id: 2.0, author: a}}]"),
		"plain.sql": []byte("--changeset a:not\nselect 1;"),
		"data.json": []byte(`{"no": "changelog"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		key   string
		dbms  string
		wants string // part of the error, "" for none
	}{
		{"one.sql::same::a", "postgresql", ""},
		{"one.sql::c d::b b", "mysql", ""},
		{"renamed.sql::c d::b b", "mysql", ""},
		{"two.yml::1.1::a", "mysql", ""},
		{"two.yml::16::a", "mysql", ""},
		{"two.yml::2.0::a", "mysql", ""},
		{"plain.sql::raw::includeAll", "mysql", ""},
		{"two.yml::9::a", "mysql", "0 changesets"},
	} {
		part := strings.Split(c.key, "::")
		got, err := all.of(artifact.Changeset{Path: part[0], ID: part[1], Author: part[2]}, c.dbms)
		if c.wants == "" && (err != nil || got.runAlways) || c.wants != "" && (err == nil || !strings.Contains(err.Error(), c.wants)) {
			t.Errorf("%s: got %+v, %v", c.key, got, err)
		}
	}
}

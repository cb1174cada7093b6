// Package changelogtest makes changelogs of any size for tests and benchmarks.
package changelogtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const head = `<?xml version="1.0" encoding="UTF-8"?>
<databaseChangeLog xmlns="http://www.liquibase.org/xml/ns/dbchangelog" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xsi:schemaLocation="http://www.liquibase.org/xml/ns/dbchangelog http://www.liquibase.org/xml/ns/dbchangelog/dbchangelog-latest.xsd">
`

// perFile is how many changesets a generated file has.
const perFile = 50

// Generate writes a changelog of n changesets for either engine below dir and
// returns the path of its root file, db/changelog.xml. Eight changesets follow
// one another over and over: a table, a column, an index, a row, a view, a
// foreign key, and two with preconditions, the second of which is marked as ran.
func Generate(tb testing.TB, dir string, n int) string {
	tb.Helper()
	var root strings.Builder
	root.WriteString(head)
	for first := 0; first < n; first += perFile {
		name := fmt.Sprintf("part%04d.xml", first/perFile)
		var part strings.Builder
		part.WriteString(head)
		for i := first; i < min(first+perFile, n); i++ {
			part.WriteString(changeset(i))
		}
		part.WriteString("</databaseChangeLog>\n")
		write(tb, filepath.Join(dir, "db", name), part.String())
		fmt.Fprintf(&root, "  <include file=%q relativeToChangelogFile=\"true\"/>\n", name)
	}
	root.WriteString("</databaseChangeLog>\n")
	write(tb, filepath.Join(dir, "db", "changelog.xml"), root.String())
	return "db/changelog.xml"
}

func changeset(i int) string {
	table, before := fmt.Sprintf("table_%d", i/8), fmt.Sprintf("table_%d", max(i/8-1, 0))
	var body string
	switch i % 8 {
	case 0:
		body = fmt.Sprintf(`<createTable tableName=%q><column name="id" type="bigint" autoIncrement="true"><constraints primaryKey="true"/></column>`+
			`<column name="name" type="varchar(80)" defaultValue="a;b"/><column name="other" type="bigint"/></createTable>`, table)
	case 1:
		body = fmt.Sprintf(`<addColumn tableName=%q><column name="added" type="decimal(10,2)" defaultValueNumeric="1.5"/></addColumn>`, table)
	case 2:
		body = fmt.Sprintf(`<createIndex tableName=%q indexName="%s_name"><column name="name"/></createIndex>`, table, table)
	case 3:
		body = fmt.Sprintf(`<insert tableName=%q><column name="name" value="it's row %d"/></insert>`, table, i)
	case 4:
		body = fmt.Sprintf(`<createView viewName="view_%d">SELECT id, name FROM %s</createView>`, i, table)
	case 5:
		body = fmt.Sprintf(`<addForeignKeyConstraint constraintName="%s_fk" baseTableName=%q baseColumnNames="other" referencedTableName=%q referencedColumnNames="id"/>`, table, table, before)
	case 6:
		body = fmt.Sprintf(`<preConditions onFail="MARK_RAN"><columnExists tableName=%q columnName="added"/></preConditions>`+
			`<sql>UPDATE %s SET added = 2; UPDATE %s SET added = 3</sql>`, table, table, table)
	default:
		body = fmt.Sprintf(`<preConditions onFail="MARK_RAN"><not><tableExists tableName=%q/></not></preConditions><sql>DROP TABLE %s</sql>`, table, table)
	}
	return fmt.Sprintf("  <changeSet id=\"%d\" author=\"generator\">%s</changeSet>\n", i, body)
}

func write(tb testing.TB, path, content string) {
	tb.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
}

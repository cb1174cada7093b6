package compile

import (
	"regexp"
	"strings"
)

// The lines of formatted SQL that matter here, from Liquibase 4.28's
// AbstractFormattedChangeLogParser; it reads them wherever they stand, in the
// body of a function too.
var (
	sqlHeader       = regexp.MustCompile(`(?i)^\s*--\s*liquibase\s*formatted`)
	sqlChangeset    = regexp.MustCompile(`(?i)^\s*--\s*changeset\s+("[^"]+"|[^:]+):\s*("[^"]+"|\S+)(.*)$`)
	sqlPrecondition = regexp.MustCompile(`(?i)^\s*--\s*preconditions\b`)
	sqlValid        = regexp.MustCompile(`(?i)^\s*--\s*validCheckSum:\s*(\S+)`)
	sqlAttribute    = regexp.MustCompile(`(?i)\b(runInTransaction|failOnError|runAlways|runOnChange|dbms|logicalFilePath|endDelimiter):("[^"]*"|\S+)`)
)

// readSQL reads the changesets of a formatted SQL changelog; a file that is none
// has none.
func readSQL(name string, content []byte) (changelogFile, error) {
	var file changelogFile
	if !isFormatted(content) {
		return file, nil
	}
	header := firstLine(content)
	logicalPath := name
	for _, found := range sqlAttribute.FindAllStringSubmatch(header, -1) {
		if strings.EqualFold(found[1], "logicalFilePath") {
			logicalPath = unquote(found[2])
		}
	}
	for line := range strings.Lines(string(content)) {
		line = strings.TrimRight(line, "\r\n")
		if sqlPrecondition.MatchString(line) && len(file.changesets) > 0 {
			file.changesets[len(file.changesets)-1].preconditioned = true
			continue
		}
		if valid := sqlValid.FindStringSubmatch(line); valid != nil && len(file.changesets) > 0 {
			_ = file.changesets[len(file.changesets)-1].set("validCheckSum", unquote(valid[1]))
			continue
		}
		found := sqlChangeset.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		d := byDefault()
		d.path, d.author, d.id = logicalPath, unquote(strings.TrimSpace(found[1])), unquote(found[2])
		d.changes = []string{"sql"}
		for _, a := range sqlAttribute.FindAllStringSubmatch(found[3], -1) {
			if err := d.set(a[1], unquote(a[2])); err != nil {
				return file, err
			}
		}
		file.changesets = append(file.changesets, d)
	}
	return file, nil
}

func unquote(text string) string { return strings.Trim(text, `"`) }

// isFormatted tells a formatted SQL changelog by its first line.
func isFormatted(content []byte) bool { return sqlHeader.MatchString(firstLine(content)) }

func firstLine(content []byte) string {
	line, _, _ := strings.Cut(strings.TrimLeft(strings.TrimPrefix(string(content), "\ufeff"), " \t\r\n"), "\n")
	return line
}

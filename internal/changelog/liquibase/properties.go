package liquibase

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf16"
)

// Properties are settings by their names in a defaults file, such as
// "liquibase.command.url". Parameters of the changelog are named
// "parameter.NAME".
type Properties map[string]string

// render writes the properties in Java's format, which reads bytes as ISO 8859-1
// and takes anything else as \uXXXX.
// https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html#load(java.io.Reader)
func (p Properties) render() []byte {
	var out strings.Builder
	for _, key := range slices.Sorted(maps.Keys(p)) {
		escape(&out, key, true)
		out.WriteByte('=')
		escape(&out, p[key], false)
		out.WriteByte('\n')
	}
	return []byte(out.String())
}

func escape(out *strings.Builder, text string, key bool) {
	for i, r := range text {
		switch {
		case r == '\\', key && strings.ContainsRune("=:#! ", r), r == ' ' && i == 0:
			out.WriteByte('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\r':
			out.WriteString(`\r`)
		case r == '\t':
			out.WriteString(`\t`)
		case r < ' ' || r > '~':
			for _, unit := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(out, `\u%04x`, unit)
			}
		default:
			out.WriteRune(r)
		}
	}
}

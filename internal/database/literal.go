package database

import (
	"encoding/hex"
	"strings"
)

// Literal returns text as a string constant, whatever is in it and however the
// server is set to read backslashes.
func (d Dialect) Literal(text string) string {
	text = strings.ReplaceAll(text, "\x00", "")
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	switch {
	case !strings.Contains(text, `\`):
		return quoted
	case d == MySQL: // sql_mode decides whether a backslash escapes
		return "_utf8mb4 X'" + hex.EncodeToString([]byte(text)) + "'"
	default:
		return "E" + strings.ReplaceAll(quoted, `\`, `\\`)
	}
}

// LiteralOrNull is [Dialect.Literal], and NULL for an empty text.
func (d Dialect) LiteralOrNull(text string) string {
	if text == "" {
		return "NULL"
	}
	return d.Literal(text)
}

// Identifier returns the name of a thing, with its schema's name in front if
// there are several parts, quoted.
func (d Dialect) Identifier(parts ...string) string {
	quote := `"`
	if d == MySQL {
		quote = "`"
	}
	quoted := make([]string, len(parts))
	for i, part := range parts {
		part = strings.ReplaceAll(part, "\x00", "")
		quoted[i] = quote + strings.ReplaceAll(part, quote, quote+quote) + quote
	}
	return strings.Join(quoted, ".")
}

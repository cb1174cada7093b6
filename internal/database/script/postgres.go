package script

import (
	"regexp"
	"slices"
	"strings"
)

// postgres is what psql takes apart; see
// https://www.postgresql.org/docs/current/sql-syntax-lexical.html and psqlscan.l.
type postgres struct{}

func (postgres) token(text string, at int) (end int, blank bool, what string) {
	rest := text[at:]
	switch {
	case strings.HasPrefix(rest, "--"):
		return lineEnd(text, at), true, ""
	case strings.HasPrefix(rest, "/*"):
		return nestedComment(text, at), true, "a comment that begins with /*"
	case rest[0] == '\'':
		return quoted(text, at, escapes(text, at)), false, "a string"
	case rest[0] == '"':
		return quoted(text, at, false), false, "a quoted name"
	case rest[0] == '$' && (at == 0 || !isWord(text[at-1]) && text[at-1] != '$'):
		return dollarQuoted(text, at), false, "a string in dollar quotes"
	}
	return at, false, ""
}

// escapes reports whether the string at text[at] is of the form E'...', where a
// backslash keeps a quote from ending it.
func escapes(text string, at int) bool {
	if at == 0 || text[at-1] != 'E' && text[at-1] != 'e' {
		return false
	}
	return at == 1 || !isWord(text[at-2]) && text[at-2] != '$'
}

// dollarQuoted returns the end of $tag$...$tag$; at when it is a parameter such
// as $1 or a lone dollar, -1 without an end.
func dollarQuoted(text string, at int) int {
	i := at + 1
	for i < len(text) && isWord(text[i]) {
		i++
	}
	if i == len(text) || text[i] != '$' || i > at+1 && text[at+1] >= '0' && text[at+1] <= '9' {
		return at
	}
	tag := text[at : i+1]
	end := strings.Index(text[i+1:], tag)
	if end < 0 {
		return -1
	}
	return i + 1 + end + len(tag)
}

// nestedComment returns the end of a comment, in which others may be nested.
func nestedComment(text string, at int) int {
	depth := 0
	for i := at; i+1 < len(text); i++ {
		switch text[i : i+2] {
		case "/*":
			depth++
			i++
		case "*/":
			depth--
			i++
			if depth == 0 {
				return i + 1
			}
		}
	}
	return -1
}

// command leaves out what pg_dump fences a dump with, and refuses the rest of
// psql's commands: they are not for the database.
func (postgres) command(s *scanner, at int) (int, error) {
	if s.text[at] != '\\' {
		return at, nil
	}
	end := lineEnd(s.text, at)
	words := strings.Fields(s.text[at:end])
	if slices.Contains([]string{`\restrict`, `\unrestrict`}, words[0]) {
		return end, nil
	}
	return at, s.fail(at, s.restOfLine(at), ErrClientCommand)
}

// copyFromScript is a COPY whose rows psql would read from the lines behind it.
var copyFromScript = regexp.MustCompile(`(?is)^copy\b.*\bfrom\s+stdin\b`)

func (postgres) refuse(statement string) error {
	if copyFromScript.MatchString(statement) {
		return ErrInlineData
	}
	return nil
}

func (postgres) body() body { return &postgresBody{} }

// postgresBody knows brackets, in which CREATE RULE has statements, and the
// bodies of CREATE FUNCTION that are SQL themselves (BEGIN ATOMIC ... END).
type postgresBody struct {
	words    []string // the first few
	brackets int
	blocks   int
}

func (b *postgresBody) word(word string) {
	if len(b.words) < 4 {
		b.words = append(b.words, word)
	}
	if !b.routine() {
		return
	}
	switch {
	case word == "begin", word == "case" && b.blocks > 0:
		b.blocks++
	case word == "end" && b.blocks > 0:
		b.blocks--
	}
}

func (b *postgresBody) routine() bool {
	words := b.words
	if len(words) < 2 || words[0] != "create" {
		return false
	}
	words = words[1:]
	if len(words) > 2 && words[0] == "or" && words[1] == "replace" {
		words = words[2:]
	}
	return words[0] == "function" || words[0] == "procedure"
}

func (b *postgresBody) bracket(open bool) {
	switch {
	case open:
		b.brackets++
	case b.brackets > 0:
		b.brackets--
	}
}

func (b *postgresBody) whole() bool { return b.brackets == 0 && b.blocks == 0 }

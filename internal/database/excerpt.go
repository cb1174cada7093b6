package database

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// excerptBefore and excerptAfter are how many characters of a statement an
// error shows on either side of the place in question; excerptReach is how far
// away passwords are looked for.
const (
	excerptBefore = 120
	excerptAfter  = 240
	excerptReach  = 4096
)

// secrets are the literals in which SQL carries passwords, up to a quote that
// is missing.
var secrets = regexp.MustCompile(`(?i)(\bpassword\b\s*[=(]?\s*|\bidentified\b[^']*?|\bsecret\b\s*[=(]?\s*)'(?:[^']|'')*(?:'|$)`)

const redacted = "[redacted]"

// Conceal returns a database's message about a statement without the passwords
// in that statement: MySQL quotes the text around a mistake.
func Conceal(statement, message string) string {
	for _, found := range secrets.FindAllStringSubmatch(statement, -1) {
		secret := strings.TrimSuffix(strings.TrimPrefix(found[0], found[1]+"'"), "'")
		if secret != "" {
			message = strings.ReplaceAll(message, secret, redacted)
		}
	}
	return message
}

// Excerpt returns a bounded part of a statement for an error, on one line,
// around a position in characters from 1 (0 is unknown: its beginning). Literals
// that hold passwords are left out, as far as their beginning is near.
func Excerpt(statement string, position int) string {
	const mark = "\x00" // no statement holds one
	from := offset(statement, position)
	near := last(statement[:from], excerptReach) + mark + first(statement[from:], excerptReach)
	near = secrets.ReplaceAllStringFunc(near, func(found string) string {
		kept := secrets.FindStringSubmatch(found)[1] + "'" + redacted + "'"
		if strings.Contains(found, mark) && !strings.Contains(kept, mark) {
			kept += mark
		}
		return kept
	})
	before, after, _ := strings.Cut(near, mark)
	return strings.Join(strings.Fields(last(before, excerptBefore)+first(after, excerptAfter)), " ")
}

// Line is the line, from 1, of a position in characters from 1.
func Line(statement string, position int) int {
	return 1 + strings.Count(statement[:offset(statement, position)], "\n")
}

// Place says where the database found fault, as ", line 3". The statement begins
// in line first of its file; where that is 0, its own lines are counted, as
// ", line 3 of it". Place is empty when nothing is known; e may be nil.
func (e *Error) Place(statement string, first int) string {
	known := e != nil && e.Position > 0
	switch {
	case known && first > 0:
		return fmt.Sprintf(", line %d", first+Line(statement, e.Position)-1)
	case known:
		return fmt.Sprintf(", line %d of it", Line(statement, e.Position))
	case first > 0:
		return fmt.Sprintf(", line %d", first)
	}
	return ""
}

// offset is the byte at which the character of a position begins.
func offset(statement string, position int) int {
	at := 0
	for range position - 1 {
		if at >= len(statement) {
			break
		}
		_, size := utf8.DecodeRuneInString(statement[at:])
		at += size
	}
	return at
}

func first(text string, n int) string {
	if end := offset(text, n+1); end < len(text) {
		return text[:end] + "..."
	}
	return text
}

func last(text string, n int) string {
	count := utf8.RuneCountInString(text)
	if count <= n {
		return text
	}
	return "..." + text[offset(text, count-n+1):]
}

package session

import (
	"strings"
	"unicode/utf8"
)

// scanner reads SQL as far as it takes to tell names of parameters and ends of
// statements from what stands in quotes and comments.
type scanner struct {
	sql string
	// mysql has backticks, # comments and backslashes in strings; else there are
	// dollar quotes, nested comments, and backslashes in E'' strings only.
	mysql bool
}

// bind replaces each :name by what place returns for it. It also tells whether
// something follows a semicolon.
func (s scanner) bind(place func(name string) (string, error)) (bound string, several bool, err error) {
	var out strings.Builder
	ended := false
	for at := 0; at < len(s.sql); {
		next := s.skip(at)
		if next > at { // quoted, or a comment
			several = several || ended && s.sql[at] != '-' && s.sql[at] != '/' && s.sql[at] != '#'
			out.WriteString(s.sql[at:next])
			at = next
			continue
		}
		switch c := s.sql[at]; {
		case c == ':' && strings.HasPrefix(s.sql[at:], "::"):
			out.WriteString("::")
			at += 2
			continue
		case c == ':' && at+1 < len(s.sql) && startsName(s.sql[at+1]):
			end := at + 1
			for end < len(s.sql) && (startsName(s.sql[end]) || s.sql[end] >= '0' && s.sql[end] <= '9') {
				end++
			}
			placed, err := place(s.sql[at+1 : end])
			if err != nil {
				return "", false, err
			}
			out.WriteString(placed)
			several, at = several || ended, end
			continue
		case c == ';':
			ended = true
		case c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f':
			several = several || ended
		}
		_, width := utf8.DecodeRuneInString(s.sql[at:])
		out.WriteString(s.sql[at : at+width])
		at += width
	}
	return out.String(), several, nil
}

func startsName(c byte) bool {
	return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// skip returns where the quotes or the comment end that begin at a place; that
// place itself when none begin there.
func (s scanner) skip(at int) int {
	rest := s.sql[at:]
	switch {
	case strings.HasPrefix(rest, "--"), s.mysql && rest[0] == '#':
		return at + until(rest, "\n")
	case strings.HasPrefix(rest, "/*"):
		return at + s.comment(rest)
	case rest[0] == '\'':
		escapes := s.mysql || at > 0 && (s.sql[at-1] == 'E' || s.sql[at-1] == 'e') && (at == 1 || !partOfName(s.sql[at-2]))
		return at + quoted(rest, '\'', escapes)
	case rest[0] == '"':
		return at + quoted(rest, '"', s.mysql)
	case s.mysql && rest[0] == '`':
		return at + quoted(rest, '`', false)
	case !s.mysql && rest[0] == '$' && (at == 0 || !partOfName(s.sql[at-1])):
		return at + dollarQuoted(rest)
	}
	return at
}

func partOfName(c byte) bool { return startsName(c) || c >= '0' && c <= '9' || c == '$' }

// until returns how far it is behind the next mark, or to the end.
func until(text, mark string) int {
	if i := strings.Index(text, mark); i >= 0 {
		return i + len(mark)
	}
	return len(text)
}

func (s scanner) comment(text string) int {
	if s.mysql {
		return 2 + until(text[2:], "*/")
	}
	depth := 0
	for at := 0; at < len(text); {
		switch {
		case strings.HasPrefix(text[at:], "/*"):
			depth, at = depth+1, at+2
		case strings.HasPrefix(text[at:], "*/"):
			if depth, at = depth-1, at+2; depth == 0 {
				return at
			}
		default:
			at++
		}
	}
	return len(text)
}

// quoted returns the length of quotes with what is in them. A quote that is
// doubled begins new ones, which comes to the same.
func quoted(text string, quote byte, escapes bool) int {
	for at := 1; at < len(text); at++ {
		switch {
		case text[at] == '\\' && escapes:
			at++
		case text[at] == quote:
			return at + 1
		}
	}
	return len(text)
}

// dollarQuoted returns the length of $tag$...$tag$, 0 when no tag begins.
func dollarQuoted(text string) int {
	end := strings.IndexByte(text[1:], '$')
	if end < 0 {
		return 0
	}
	tag := text[:end+2]
	for i, c := range []byte(tag[1 : len(tag)-1]) {
		if !startsName(c) && (i == 0 || c < '0' || c > '9') {
			return 0
		}
	}
	return len(tag) + until(text[len(tag):], tag)
}

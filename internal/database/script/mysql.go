package script

import (
	"regexp"
	"strings"
)

// mysql is what the mysql client takes apart; see
// https://dev.mysql.com/doc/refman/8.0/en/comments.html and its add_line.
type mysql struct{}

func (mysql) token(text string, at int) (end int, blank bool, what string) {
	rest := text[at:]
	switch {
	case rest[0] == '#', rest == "--", strings.HasPrefix(rest, "--") && isSpace(rest[2]):
		return lineEnd(text, at), true, ""
	case strings.HasPrefix(rest, "/*!"), strings.HasPrefix(rest, "/*+"):
		// Code to the server, or a hint: only what is in it is looked at.
		return at + len("/*!"), false, ""
	case strings.HasPrefix(rest, "/*"):
		// So is /*M!, which is code to MariaDB alone.
		end := strings.Index(rest[2:], "*/")
		if end < 0 {
			return -1, true, "a comment that begins with /*"
		}
		return at + 2 + end + 2, true, ""
	case rest[0] == '\'', rest[0] == '"':
		return quoted(text, at, true), false, "a string"
	case rest[0] == '`':
		return quoted(text, at, false), false, "a quoted name"
	}
	return at, false, ""
}

var delimiterCommand = regexp.MustCompile(`^(?i:delimiter)[ \t]+(\S+)[^\n]*`)

// clientCommands are the other commands of the client that stand at the
// beginning of a line and look like statements; a script with them is not for
// the server.
var clientCommands = regexp.MustCompile(`^(?i:source|system|tee|notee|pager|nopager|prompt|rehash|status|charset|connect)\b[^\n]*|^\\[^\n]*`)

// command follows DELIMITER and refuses what else is the client's.
func (mysql) command(s *scanner, at int) (int, error) {
	if found := delimiterCommand.FindStringSubmatch(s.text[at:]); found != nil && s.lineStart(at) {
		s.delimiter = found[1]
		return at + len(found[0]), nil
	}
	if found := clientCommands.FindString(s.text[at:]); found != "" {
		return at, s.fail(at, strings.TrimSpace(found), ErrClientCommand)
	}
	return at, nil
}

// lineStart reports whether nothing but space is before at in its line.
func (s *scanner) lineStart(at int) bool {
	line := s.text[strings.LastIndexByte(s.text[:at], '\n')+1 : at]
	return strings.TrimSpace(line) == ""
}

func (mysql) refuse(string) error { return nil }

func (mysql) body() body { return flat{} }

// flat has no bodies: the client goes by the delimiter alone, which is why
// scripts change it around a procedure.
type flat struct{}

func (flat) word(string)  {}
func (flat) bracket(bool) {}
func (flat) whole() bool  { return true }

// lineEnd returns where the line at text[at] ends.
func lineEnd(text string, at int) int {
	if i := strings.IndexByte(text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(text)
}

// quoted returns the end of what the quote at text[at] begins; -1 without an
// end. A doubled quote is none. backslash tells whether one takes the meaning
// from the byte behind it.
func quoted(text string, at int, backslash bool) int {
	quote := text[at]
	for i := at + 1; i < len(text); i++ {
		switch {
		case backslash && text[i] == '\\':
			i++
		case text[i] != quote:
		case i+1 < len(text) && text[i+1] == quote:
			i++
		default:
			return i + 1
		}
	}
	return -1
}

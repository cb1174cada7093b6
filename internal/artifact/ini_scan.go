package artifact

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

// iniEntry is a section's header (no key) or a key with its value.
type iniEntry struct {
	line                int
	section, key, value string
}

// scanINI splits a text into entries by the rules of Python's configparser,
// which read these files before: comments on lines of their own, "=" or ":"
// after the key, keys in any case, a value continued on deeper indented lines,
// nothing twice. No library for INI files keeps line numbers or goes on after
// the first problem; gopkg.in/ini.v1 also takes the last of two equal keys
// without a word.
func scanINI(text []byte, report func(INIError)) []iniEntry {
	s := &iniScanner{report: report, seen: make(map[string]int)}
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	for i, line := range bytes.Split(text, []byte("\n")) {
		s.scan(i+1, bytes.TrimSuffix(line, []byte("\r")))
	}
	return s.entries
}

type iniScanner struct {
	report  func(INIError)
	entries []iniEntry
	seen    map[string]int // lines of sections and of section.key
	section string
	inside  bool // a section has begun
	// continues is the entry that a deeper indented line goes on with; -1
	// when there is none.
	continues int
	indent    int
}

func (s *iniScanner) scan(number int, raw []byte) {
	trimmed := bytes.TrimSpace(raw)
	if len(trimmed) == 0 || trimmed[0] == '#' || trimmed[0] == ';' {
		return
	}
	if !utf8.Valid(raw) || strings.ContainsFunc(strings.ReplaceAll(string(raw), "\t", " "), isControl) {
		s.problem(number, "", "has bytes that are not printable UTF-8, expected text")
		return
	}
	line := string(trimmed)
	indent := len(raw) - len(bytes.TrimLeft(raw, " \t"))
	if s.continues >= 0 && indent > s.indent && len(s.entries) > 0 {
		s.entries[s.continues].value += "\n" + line
		return
	}
	s.continues = -1
	if line[0] == '[' {
		s.header(number, line)
		return
	}
	s.pair(number, indent, line)
}

func (s *iniScanner) header(number int, line string) {
	name, rest, closed := strings.Cut(line[1:], "]")
	rest = strings.TrimSpace(rest)
	if !closed || name == "" || rest != "" && rest[0] != '#' && rest[0] != ';' {
		s.problem(number, "", fmt.Sprintf("got %q, expected a section such as [target_db]", line))
		return
	}
	s.section, s.inside = name, true
	if s.twice(number, name, "") {
		return
	}
	s.entries = append(s.entries, iniEntry{line: number, section: name})
}

func (s *iniScanner) pair(number, indent int, line string) {
	at := strings.IndexAny(line, "=:")
	switch {
	case at <= 0:
		s.problem(number, "", fmt.Sprintf("got %q, expected key = value", line))
		return
	case !s.inside:
		s.problem(number, "", fmt.Sprintf("got %q before any section, expected [source_db] or [target_db] first", line))
		return
	}
	key := strings.ToLower(strings.TrimSpace(line[:at]))
	if s.twice(number, s.section+"."+key, key) {
		return
	}
	s.entries = append(s.entries, iniEntry{line: number, section: s.section, key: key, value: strings.TrimSpace(line[at+1:])})
	s.continues, s.indent = len(s.entries)-1, indent
}

// twice reports what stands in the file for the second time.
func (s *iniScanner) twice(number int, id, key string) bool {
	first, ok := s.seen[id]
	if ok {
		s.problem(number, key, fmt.Sprintf("given twice, first on line %d, expected it once", first))
		return true
	}
	s.seen[id] = number
	return false
}

func (s *iniScanner) problem(number int, key, text string) {
	s.report(INIError{Line: number, Section: s.section, Key: key, Problem: text})
}

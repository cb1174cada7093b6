package script

import (
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// scanner walks over a script once. Everything it looks for is ASCII, so it goes
// by bytes.
type scanner struct {
	text      string
	at        int
	lexis     lexis
	delimiter string

	counted, lines int // how many lines end before a byte
}

// lexis is what a dialect's scripts are made of.
type lexis interface {
	// token returns the end of what begins at text[at] and is to be passed over
	// whole: a string, a quoted name, a comment. It is at when nothing does.
	// blank tells a comment, which is no code. what names it, for errors.
	token(text string, at int) (end int, blank bool, what string)
	// command handles a command of the client at text[at], between statements:
	// it returns the end of it, which is at when there is none.
	command(s *scanner, at int) (end int, err error)
	// body begins to follow a statement.
	body() body
	// refuse returns why a statement cannot be sent, nil when it can.
	refuse(statement string) error
}

// body follows a statement to tell a delimiter inside a body from the one that
// ends the statement.
type body interface {
	word(word string)
	bracket(open bool)
	whole() bool
}

func newScanner(dialect database.Dialect, text string) *scanner {
	if dialect == database.MySQL {
		return &scanner{text: text, lexis: mysql{}, delimiter: ";"}
	}
	return &scanner{text: text, lexis: postgres{}, delimiter: ";"}
}

// next returns the next statement.
func (s *scanner) next() (Statement, bool, error) {
	for {
		start, err := s.start()
		if err != nil || start == len(s.text) {
			return Statement{}, false, err
		}
		end, err := s.end(start)
		if err != nil {
			return Statement{}, false, err
		}
		s.at = min(end+len(s.delimiter), len(s.text))
		if text := s.trim(start, end); text != "" {
			if err := s.lexis.refuse(text); err != nil {
				return Statement{}, false, s.fail(start, s.restOfLine(start), err)
			}
			return Statement{Text: text, Line: s.line(start)}, true, nil
		}
	}
}

// start passes over space, comments and client commands.
func (s *scanner) start() (int, error) {
	at := s.at
	for at < len(s.text) {
		if isSpace(s.text[at]) {
			at++
			continue
		}
		end, err := s.lexis.command(s, at)
		if err != nil {
			return at, err
		}
		if end > at {
			at = end
			continue
		}
		end, blank, what := s.lexis.token(s.text, at)
		if end < 0 {
			return at, s.fail(at, what, ErrUnterminated)
		}
		if end == at || !blank {
			return at, nil
		}
		at = end
	}
	return at, nil
}

// end finds the delimiter of the statement that begins at start, or the
// script's end.
func (s *scanner) end(start int) (int, error) {
	body := s.lexis.body()
	for at := start; at < len(s.text); {
		if strings.HasPrefix(s.text[at:], s.delimiter) && body.whole() {
			return at, nil
		}
		end, _, what := s.lexis.token(s.text, at)
		switch {
		case end < 0:
			return at, s.fail(at, what, ErrUnterminated)
		case end > at:
			at = end
			continue
		}
		switch c := s.text[at]; {
		case isWord(c):
			end := at + 1
			for end < len(s.text) && isWord(s.text[end]) {
				end++
			}
			body.word(strings.ToLower(s.text[at:end]))
			// A delimiter of letters may stand right behind a word.
			if i := strings.Index(s.text[at:end], s.delimiter); i >= 0 && body.whole() {
				return at + i, nil
			}
			at = end
			continue
		case c == '(' || c == ')':
			body.bracket(c == '(')
		case c == '\\':
			if end, err := s.lexis.command(s, at); err != nil || end > at {
				return at, s.fail(at, s.restOfLine(at), ErrClientCommand)
			}
		}
		at++
	}
	return len(s.text), nil
}

// trim returns a statement without space and comments at its end.
func (s *scanner) trim(start, end int) string {
	code := start // the end of the last code
	for at := start; at < end; {
		next, blank, _ := s.lexis.token(s.text, at)
		if next <= at {
			next = at + 1
			blank = isSpace(s.text[at])
		}
		if !blank {
			code = min(next, end)
		}
		at = next
	}
	return s.text[start:code]
}

// line is the number of the line at a byte, from 1. It goes on from the last
// answer, so that a long script is counted once.
func (s *scanner) line(at int) int {
	if at < s.counted {
		s.counted, s.lines = 0, 0
	}
	s.lines += strings.Count(s.text[s.counted:at], "\n")
	s.counted = at
	return 1 + s.lines
}

func (s *scanner) restOfLine(at int) string {
	line, _, _ := strings.Cut(s.text[at:], "\n")
	return strings.TrimSpace(line)
}

func (s *scanner) fail(at int, what string, err error) error {
	return &Error{Line: s.line(at), What: what, Err: err}
}

func isSpace(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// isWord tells the bytes of a name or number: all of UTF-8's others count as
// letters, as they do for both databases.
func isWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

package session

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
)

// value reads a value, or an array of them, in PostgreSQL's text form; nil is
// NULL.
func (t postgresType) value(raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	if !t.isElement {
		return t.element(string(raw))
	}
	// Read as an array of text, whatever its elements: their text is what is wanted.
	var array pgtype.Array[*string]
	if err := pgtype.NewMap().Scan(pgtype.TextArrayOID, pgx.TextFormatCode, raw, &array); err != nil {
		return nil, fmt.Errorf("reading an array of %s: %w", t.name, err)
	}
	if len(array.Dims) > 1 {
		return nil, &UnsupportedError{"The result contains a multidimensional array."}
	}
	values := make([]any, len(array.Elements))
	for i, text := range array.Elements {
		if text == nil {
			continue
		}
		var err error
		if values[i], err = t.element(*text); err != nil {
			return nil, err
		}
	}
	return values, nil
}

func (t postgresType) element(text string) (any, error) {
	switch t.shape {
	case asString:
		return text, nil
	case asBool:
		return text == "t", nil
	case asLong:
		return number(strconv.ParseInt(text, 10, 64))
	case asDouble:
		return number(strconv.ParseFloat(text, 64))
	case asDecimal:
		return Decimal(text), nil
	case asBlob:
		value, err := hex.DecodeString(strings.TrimPrefix(text, `\x`))
		return value, err
	case asTime:
		return fraction(text), nil
	case asTimestamp:
		return inUTC(text)
	}
	return nil, fmt.Errorf("reading a value of the type %s: its shape is not known", t.name)
}

func number[N int64 | float64](n N, err error) (any, error) { return n, err }

// fraction writes the end of a time with no, three or six digits.
func fraction(text string) string {
	whole, digits, found := strings.Cut(text, ".")
	if !found {
		return text
	}
	const wide = 6
	digits += strings.Repeat("0", max(0, wide-len(digits)))
	return whole + "." + strings.TrimSuffix(digits, "000")
}

// inUTC writes a time with a time zone as that in UTC. The Data API fails at
// times that are none, such as infinity.
func inUTC(text string) (any, error) {
	for _, layout := range []string{"2006-01-02 15:04:05.999999-07", "2006-01-02 15:04:05.999999-07:00"} {
		if at, err := time.Parse(layout, text); err == nil {
			return fraction(at.UTC().Format("2006-01-02 15:04:05.999999")), nil
		}
	}
	return nil, fmt.Errorf("answering the time %q: it is no time of a calendar", text)
}

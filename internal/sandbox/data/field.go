package data

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
)

// field is the model's union Field.
type field struct {
	IsNull       *bool           `json:"isNull,omitempty"`
	BooleanValue *bool           `json:"booleanValue,omitempty"`
	LongValue    *int64          `json:"longValue,omitempty"`
	DoubleValue  *double         `json:"doubleValue,omitempty"`
	StringValue  *string         `json:"stringValue,omitempty"`
	BlobValue    *[]byte         `json:"blobValue,omitempty"`
	ArrayValue   json.RawMessage `json:"arrayValue,omitempty"`
}

// double is a number that may be none, which the protocol writes as a string:
// https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html.
type double float64

// MarshalJSON writes it.
func (d double) MarshalJSON() ([]byte, error) {
	switch f := float64(d); {
	case math.IsNaN(f):
		return []byte(`"NaN"`), nil
	case math.IsInf(f, 1):
		return []byte(`"Infinity"`), nil
	case math.IsInf(f, -1):
		return []byte(`"-Infinity"`), nil
	default:
		return json.Marshal(f)
	}
}

// UnmarshalJSON reads it.
func (d *double) UnmarshalJSON(text []byte) error {
	f, err := strconv.ParseFloat(string(bytes.Trim(text, `"`)), 64)
	if err != nil {
		return fmt.Errorf("reading a double: %w", err)
	}
	*d = double(f)
	return nil
}

// sqlParameter is the model's SqlParameter.
type sqlParameter struct {
	Name     string `json:"name"`
	Value    field  `json:"value"`
	TypeHint string `json:"typeHint"`
}

var typeHints = map[string]bool{"": true, "JSON": true, "UUID": true, "TIMESTAMP": true, "DATE": true, "TIME": true, "DECIMAL": true}

// parametersOf returns parameters as a session takes them.
func parametersOf(in []sqlParameter) ([]session.Parameter, error) {
	all := make([]session.Parameter, len(in))
	for i, p := range in {
		if p.Value.ArrayValue != nil {
			return nil, badRequest("Array parameters are not supported.")
		}
		if !typeHints[p.TypeHint] {
			return nil, badRequest("The type hint %s of the parameter %s is not known.", p.TypeHint, p.Name)
		}
		all[i] = session.Parameter{Name: p.Name, Hint: p.TypeHint}
		switch v := p.Value; {
		case v.BooleanValue != nil:
			all[i].Value = *v.BooleanValue
		case v.LongValue != nil:
			all[i].Value = *v.LongValue
		case v.DoubleValue != nil:
			all[i].Value = float64(*v.DoubleValue)
		case v.StringValue != nil:
			all[i].Value = *v.StringValue
		case v.BlobValue != nil:
			all[i].Value = *v.BlobValue
		}
	}
	return all, nil
}

// resultSetOptions is the model's ResultSetOptions.
type resultSetOptions struct {
	DecimalReturnType string `json:"decimalReturnType"`
	LongReturnType    string `json:"longReturnType"`
}

// fieldOf returns a value as the answer shows it.
func (o resultSetOptions) fieldOf(value any) (field, error) {
	switch v := value.(type) {
	case nil:
		null := true
		return field{IsNull: &null}, nil
	case bool:
		return field{BooleanValue: &v}, nil
	case int64:
		if o.LongReturnType == "STRING" {
			text := strconv.FormatInt(v, 10)
			return field{StringValue: &text}, nil
		}
		return field{LongValue: &v}, nil
	case float64:
		number := double(v)
		return field{DoubleValue: &number}, nil
	case string:
		return field{StringValue: &v}, nil
	case []byte:
		return field{BlobValue: &v}, nil
	case session.Decimal:
		return o.decimal(string(v)), nil
	case []any:
		array, err := arrayOf(v)
		return field{ArrayValue: array}, err
	}
	return field{}, fmt.Errorf("answering a value: %T is none", value)
}

// decimal returns a number without loss, or as the caller wants it.
func (o resultSetOptions) decimal(text string) field {
	if o.DecimalReturnType == "DOUBLE_OR_LONG" {
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return field{LongValue: &n}
		}
		if f, err := strconv.ParseFloat(text, 64); err == nil {
			number := double(f)
			return field{DoubleValue: &number}
		}
	}
	return field{StringValue: &text}
}

// arrayOf returns an array as the model's union ArrayValue, by its first value.
func arrayOf(values []any) (json.RawMessage, error) {
	member := "stringValues"
	shown := make([]any, len(values))
	for i, value := range values {
		shown[i] = value
		switch v := value.(type) {
		case bool:
			member = "booleanValues"
		case int64:
			member = "longValues"
		case float64:
			member, shown[i] = "doubleValues", double(v)
		}
	}
	return json.Marshal(map[string][]any{member: shown})
}

package data

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/data/session"
)

// columnMetadata is the model's ColumnMetadata.
type columnMetadata struct {
	ArrayBaseColumnType int    `json:"arrayBaseColumnType"`
	IsAutoIncrement     bool   `json:"isAutoIncrement"`
	IsCaseSensitive     bool   `json:"isCaseSensitive"`
	IsCurrency          bool   `json:"isCurrency"`
	IsSigned            bool   `json:"isSigned"`
	Label               string `json:"label"`
	Name                string `json:"name"`
	Nullable            int    `json:"nullable"`
	Precision           int    `json:"precision"`
	Scale               int    `json:"scale"`
	SchemaName          string `json:"schemaName"`
	TableName           string `json:"tableName"`
	Type                int    `json:"type"`
	TypeName            string `json:"typeName"`
}

func metadataOf(columns []session.Column) []columnMetadata {
	shown := make([]columnMetadata, len(columns))
	for i, c := range columns {
		shown[i] = columnMetadata{
			ArrayBaseColumnType: c.ArrayBase, IsAutoIncrement: c.AutoIncrement, IsCaseSensitive: c.CaseSensitive, IsCurrency: c.IsCurrency, IsSigned: c.Signed,
			Label: c.Label, Name: c.Name, Nullable: c.Nullable, Precision: c.Precision, Scale: c.Scale, SchemaName: c.Schema, TableName: c.Table,
			Type: c.Type, TypeName: c.TypeName,
		}
	}
	return shown
}

// formatted returns a result as formatRecordsAs=JSON has it: an array with one
// object for each row, whose keys are the columns' labels in their order.
// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/data-api-json.html
func formatted(result session.Result) (string, error) {
	var b bytes.Buffer
	b.WriteByte('[')
	for i, row := range result.Rows {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('{')
		for j, value := range row {
			if j > 0 {
				b.WriteByte(',')
			}
			label, err := json.Marshal(result.Columns[j].Label)
			if err != nil {
				return "", fmt.Errorf("formatting a label: %w", err)
			}
			text, err := json.Marshal(plain(value))
			if err != nil {
				return "", fmt.Errorf("formatting a value: %w", err)
			}
			b.Write(label)
			b.WriteByte(':')
			b.Write(text)
		}
		b.WriteByte('}')
	}
	b.WriteByte(']')
	return b.String(), nil
}

// plain is a value as JSON writes it by itself: decimals are numbers, bytes are
// base64.
func plain(value any) any {
	switch v := value.(type) {
	case float64:
		return double(v)
	case session.Decimal:
		if json.Valid([]byte(v)) {
			return json.Number(v)
		}
		return string(v) // NaN
	case []any:
		shown := make([]any, len(v))
		for i := range v {
			shown[i] = plain(v[i])
		}
		return shown
	}
	return value
}

package session

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
)

// mysqlType is a type as the Data API answers it, with java.sql.Types' number.
type mysqlType struct {
	shape  shape
	number int
}

// mysqlTypes are the types by the names that the driver has for them.
var mysqlTypes = map[string]mysqlType{
	"BIT": {asBool, -7}, "TINYINT": {asLong, -6}, "SMALLINT": {asLong, 5}, "MEDIUMINT": {asLong, 4}, "INT": {asLong, 4}, "BIGINT": {asLong, -5},
	"YEAR": {asLong, 91}, "FLOAT": {asDouble, 7}, "DOUBLE": {asDouble, 8}, "DECIMAL": {asDecimal, 3},
	"DATE": {asString, 91}, "TIME": {asTime, 92}, "DATETIME": {asTime, 93}, "TIMESTAMP": {asTime, 93},
	"CHAR": {asString, 1}, "VARCHAR": {asString, javaVarchar}, "ENUM": {asString, 1}, "SET": {asString, 1}, "JSON": {asString, 1},
	"TINYTEXT": {asString, javaVarchar}, "TEXT": {asString, -1}, "MEDIUMTEXT": {asString, -1}, "LONGTEXT": {asString, -1},
	"BINARY": {asBlob, -2}, "VARBINARY": {asBlob, -3}, "TINYBLOB": {asBlob, -3}, "BLOB": {asBlob, -4}, "MEDIUMBLOB": {asBlob, -4}, "LONGBLOB": {asBlob, -4},
	"NULL": {asString, 0},
}

// readMySQL reads a result; one without columns is that of a statement which has
// none.
func readMySQL(rows *sql.Rows, st Statement) (Result, error) {
	columns, err := rows.ColumnTypes()
	if err != nil || len(columns) == 0 {
		return Result{}, err
	}
	result := Result{Rows: [][]any{}}
	types := make([]mysqlType, len(columns))
	for i, c := range columns {
		name, unsigned := strings.CutPrefix(c.DatabaseTypeName(), "UNSIGNED ")
		t, known := mysqlTypes[name]
		if !known {
			return Result{}, &UnsupportedError{"The result contains the unsupported data type " + name + "."}
		}
		types[i] = t
		column := Column{
			Name: c.Name(), Label: c.Name(), TypeName: name, Type: t.number, Nullable: nullableUnknown,
			Signed: !unsigned && (t.shape == asLong || t.shape == asDouble || t.shape == asDecimal),
		}
		if may, told := c.Nullable(); told && may {
			column.Nullable = nullable
		} else if told {
			column.Nullable = noNulls
		}
		if precision, scale, told := c.DecimalSize(); told && t.shape == asDecimal {
			column.Precision, column.Scale = int(precision), int(scale)
		}
		result.Columns = append(result.Columns, column)
	}
	raw, total := make([]sql.RawBytes, len(columns)), 0
	places, values := make([]any, len(columns)), make([][]byte, len(columns))
	for i := range raw {
		places[i] = &raw[i]
	}
	for rows.Next() {
		if err := rows.Scan(places...); err != nil {
			return Result{}, fmt.Errorf("reading a row: %w", err)
		}
		row := make([]any, len(raw))
		for i, value := range raw {
			values[i] = value
			if row[i], err = types[i].value(value); err != nil {
				return Result{}, err
			}
		}
		length := size(values)
		if total += length; total > st.MaxResult || length > st.MaxRow {
			return Result{}, ErrTooLarge
		}
		result.Rows = append(result.Rows, row)
	}
	return result, nil
}

// value reads a value in MySQL's text form; nil is NULL.
func (t mysqlType) value(raw []byte) (any, error) {
	if raw == nil {
		return nil, nil
	}
	switch t.shape {
	case asBool: // BIT(1); more bits are bytes
		if len(raw) == 1 && raw[0] <= 1 {
			return raw[0] == 1, nil
		}
		return append([]byte(nil), raw...), nil
	case asLong:
		if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
			return n, nil
		}
		return string(raw), nil // an unsigned one that is too large
	case asDouble:
		return number(strconv.ParseFloat(string(raw), 64))
	case asDecimal:
		return Decimal(raw), nil
	case asBlob:
		return append([]byte(nil), raw...), nil
	case asTime:
		return fraction(string(raw)), nil
	case asString, asTimestamp:
	}
	return string(raw), nil
}

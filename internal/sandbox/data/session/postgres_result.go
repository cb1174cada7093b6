package session

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/jackc/pgx/v5/pgconn"
)

// result gives columns and values their types.
func (s *postgresSession) result(ctx context.Context, fields []pgconn.FieldDescription, rows [][][]byte, metadata bool) (Result, error) {
	result := Result{Columns: make([]Column, len(fields)), Rows: make([][]any, 0, len(rows))}
	types := make([]postgresType, len(fields))
	for i, f := range fields {
		t, err := s.typeOf(ctx, f.DataTypeOID)
		if err != nil {
			return Result{}, err
		}
		types[i], result.Columns[i] = t, t.column(f)
	}
	if metadata {
		if err := s.describe(ctx, fields, result.Columns); err != nil {
			return Result{}, err
		}
	}
	for _, row := range rows {
		values := make([]any, len(row))
		for i, raw := range row {
			var err error
			if values[i], err = types[i].value(raw); err != nil {
				return Result{}, err
			}
		}
		result.Rows = append(result.Rows, values)
	}
	return result, nil
}

// typeOf returns how a type is answered, or an *UnsupportedError. Types that users
// make are answered when they are enumerations; those that the server sends under
// their base type (domains) never come here.
func (s *postgresSession) typeOf(ctx context.Context, oid uint32) (postgresType, error) {
	if t, known := postgresTypes[oid]; known {
		return t, nil
	}
	if element, isArray := postgresArrays[oid]; isArray {
		t := postgresTypes[element]
		t.isElement = true
		return t, nil
	}
	if name := unsupported[oid]; name != "" {
		return postgresType{}, &UnsupportedError{"The result contains the unsupported data type " + name + "."}
	}
	found := s.conn.ExecParams(ctx, "SELECT typname, typtype FROM pg_catalog.pg_type WHERE oid = $1",
		[][]byte{[]byte(strconv.FormatUint(uint64(oid), 10))}, []uint32{26}, nil, nil).Read()
	if found.Err != nil || len(found.Rows) != 1 {
		return postgresType{}, fmt.Errorf("looking for the type %d: %w", oid, found.Err)
	}
	name := string(found.Rows[0][0])
	if string(found.Rows[0][1]) != "e" {
		return postgresType{}, &UnsupportedError{"The result contains the unsupported data type " + name + "."}
	}
	return postgresType{name: name, number: javaVarchar, precision: unlimited, sensitive: true}, nil
}

// column describes a column as far as its type and modifier say.
func (t postgresType) column(f pgconn.FieldDescription) Column {
	c := Column{
		Name: f.Name, Label: f.Name, TypeName: t.name, Type: t.number, Precision: t.precision, Scale: t.scale, Nullable: nullableUnknown,
		Signed: t.signed, CaseSensitive: t.sensitive,
	}
	const header = 4 // what modifiers of lengths count besides the length
	switch modifier := int(f.TypeModifier) - header; {
	case modifier < 0:
	case t.shape == asDecimal:
		c.Precision, c.Scale = modifier>>16&0xffff, modifier&0xffff
	case f.DataTypeOID == oidVarchar || f.DataTypeOID == oidBpchar:
		c.Precision = modifier
	}
	if t.isElement {
		c.TypeName, c.Type, c.ArrayBase = "_"+t.name, javaArray, t.number
	}
	return c
}

const describeSQL = `SELECT c.oid, a.attnum, n.nspname, c.relname, a.attname, a.attnotnull,
	a.attidentity <> '' OR coalesce(pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%', false)
FROM pg_catalog.pg_attribute a
JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.oid = ANY ($1::oid[]) AND a.attnum > 0`

// describe adds what the tables say about their columns.
func (s *postgresSession) describe(ctx context.Context, fields []pgconn.FieldDescription, columns []Column) error {
	var tables []byte
	for _, f := range fields {
		if f.TableOID != 0 {
			tables = append(strconv.AppendUint(tables, uint64(f.TableOID), 10), ',')
		}
	}
	if len(tables) == 0 {
		return nil
	}
	tables[len(tables)-1] = '}'
	found := s.conn.ExecParams(ctx, describeSQL, [][]byte{slices.Concat([]byte("{"), tables)}, nil, nil, nil).Read()
	if found.Err != nil {
		return fmt.Errorf("describing the columns: %w", found.Err)
	}
	for i, f := range fields {
		table, number := strconv.FormatUint(uint64(f.TableOID), 10), strconv.Itoa(int(f.TableAttributeNumber))
		for _, row := range found.Rows {
			if string(row[0]) != table || string(row[1]) != number {
				continue
			}
			c := &columns[i]
			c.Schema, c.Table, c.Name = string(row[2]), string(row[3]), string(row[4])
			if c.Nullable = nullable; string(row[5]) == "t" {
				c.Nullable = noNulls
			}
			c.AutoIncrement = string(row[6]) == "t"
		}
	}
	return nil
}

package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata/types"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

type (
	text  = types.FieldMemberStringValue
	long  = types.FieldMemberLongValue
	array = types.FieldMemberArrayValue
)

var fieldsAsTheyAre = cmpopts.IgnoreUnexported(
	text{}, long{}, array{}, types.FieldMemberBooleanValue{}, types.FieldMemberDoubleValue{}, types.FieldMemberBlobValue{}, types.FieldMemberIsNull{},
	types.ArrayValueMemberLongValues{}, types.ArrayValueMemberStringValues{}, types.ColumnMetadata{},
)

func TestDataAPITypesOfPostgreSQL(t *testing.T) {
	t.Parallel()
	d := dataAPIOf(t, sandboxtest.Start(t, sandboxtest.WithSeed("orders", sandboxtest.OrdersSQL+`
		CREATE TYPE mood AS ENUM ('glad', 'sad'); CREATE DOMAIN price AS numeric(10,2);`)), "orders")
	cases := []struct {
		sql  string
		want types.Field
	}{
		{"SELECT NULL::int", &types.FieldMemberIsNull{Value: true}},
		{"SELECT true", &types.FieldMemberBooleanValue{Value: true}},
		{"SELECT 9223372036854775807", &long{Value: 9223372036854775807}},
		{"SELECT 1.5::float8", &types.FieldMemberDoubleValue{Value: 1.5}},
		{"SELECT 12345678901234567890.10", &text{Value: "12345678901234567890.10"}},
		{"SELECT 7::price", &text{Value: "7.00"}},
		{"SELECT 'é'", &text{Value: "é"}},
		{"SELECT 'sad'::mood", &text{Value: "sad"}},
		{`SELECT '\x00ff'::bytea`, &types.FieldMemberBlobValue{Value: []byte{0, 255}}},
		{"SELECT '6ba7b810-9dad-11d1-80b4-00c04fd430c8'::uuid", &text{Value: "6ba7b810-9dad-11d1-80b4-00c04fd430c8"}},
		{`SELECT '{"a": 1}'::jsonb`, &text{Value: `{"a": 1}`}},
		{"SELECT '2026-11-22'::date", &text{Value: "2026-11-22"}},
		{"SELECT '2026-11-22 10:00:00.120'::timestamp", &text{Value: "2026-11-22 10:00:00.120"}},
		{"SELECT '2026-11-22 10:00:00.123456+02'::timestamptz", &text{Value: "2026-11-22 08:00:00.123456"}},
		{"SELECT '10:00'::time", &text{Value: "10:00:00"}},
		{"SELECT ARRAY[1, 2]", &array{Value: &types.ArrayValueMemberLongValues{Value: []*int64{aws.Int64(1), aws.Int64(2)}}}},
		{`SELECT ARRAY['a "b", c', 'NULL']`, &array{Value: &types.ArrayValueMemberStringValues{Value: []*string{aws.String(`a "b", c`), aws.String("NULL")}}}},
		{"SELECT count(*) FROM orders", &long{Value: 1000}},
	}
	for _, c := range cases {
		out, err := d.run(t, c.sql)
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		if diff := cmp.Diff([][]types.Field{{c.want}}, out.Records, fieldsAsTheyAre); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.sql, diff)
		}
	}
	t.Run("parameters, each with its type", func(t *testing.T) {
		out, err := d.run(t, "SELECT :text, :long + 1, :double, :yes, :blob, :day::text, :nothing::text, :long", func(in *rdsdata.ExecuteStatementInput) {
			in.Parameters = []types.SqlParameter{
				{Name: aws.String("text"), Value: &text{Value: "it's :long"}},
				{Name: aws.String("long"), Value: &long{Value: 41}},
				{Name: aws.String("double"), Value: &types.FieldMemberDoubleValue{Value: 0.25}},
				{Name: aws.String("yes"), Value: &types.FieldMemberBooleanValue{Value: true}},
				{Name: aws.String("blob"), Value: &types.FieldMemberBlobValue{Value: []byte("x")}},
				{Name: aws.String("day"), Value: &text{Value: "2026-11-22"}, TypeHint: types.TypeHintDate},
				{Name: aws.String("nothing"), Value: &types.FieldMemberIsNull{Value: true}},
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		want := [][]types.Field{{
			&text{Value: "it's :long"}, &long{Value: 42}, &types.FieldMemberDoubleValue{Value: 0.25}, &types.FieldMemberBooleanValue{Value: true},
			&types.FieldMemberBlobValue{Value: []byte("x")}, &text{Value: "2026-11-22"}, &types.FieldMemberIsNull{Value: true}, &long{Value: 41},
		}}
		if diff := cmp.Diff(want, out.Records, fieldsAsTheyAre); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
	t.Run("a text where a date is due is the server's to refuse", func(t *testing.T) {
		_, err := d.run(t, "SELECT current_date > :day", func(in *rdsdata.ExecuteStatementInput) {
			in.Parameters = []types.SqlParameter{{Name: aws.String("day"), Value: &text{Value: "2026-11-22"}}}
		})
		sandboxtest.Refused(t, err, "DatabaseErrorException")
	})
	t.Run("metadata", func(t *testing.T) {
		out, err := d.run(t, "SELECT id AS number, amount, ARRAY[1] AS many FROM orders LIMIT 0", func(in *rdsdata.ExecuteStatementInput) { in.IncludeResultMetadata = true })
		if err != nil {
			t.Fatal(err)
		}
		want := []types.ColumnMetadata{
			{Name: aws.String("id"), Label: aws.String("number"), SchemaName: aws.String("public"), TableName: aws.String("orders"), TypeName: aws.String("int4"), Type: 4, Precision: 10, IsSigned: true},
			{Name: aws.String("amount"), Label: aws.String("amount"), SchemaName: aws.String("public"), TableName: aws.String("orders"), TypeName: aws.String("numeric"), Type: 2, IsSigned: true},
			{Name: aws.String("many"), Label: aws.String("many"), SchemaName: aws.String(""), TableName: aws.String(""), TypeName: aws.String("_int4"), Type: 2003, ArrayBaseColumnType: 4, Precision: 10, IsSigned: true, Nullable: 2},
		}
		if diff := cmp.Diff(want, out.ColumnMetadata, fieldsAsTheyAre); diff != "" || len(out.Records) != 0 {
			t.Errorf("%d records; (-want +got):\n%s", len(out.Records), diff)
		}
	})
	t.Run("rows as JSON", func(t *testing.T) {
		out, err := d.run(t, `SELECT 1 AS one, 2.50 AS "two ""2""", NULL AS none, true AS yes, ARRAY['a'] AS many`, func(in *rdsdata.ExecuteStatementInput) {
			in.FormatRecordsAs, in.IncludeResultMetadata = types.RecordsFormatTypeJson, true
		})
		if err != nil {
			t.Fatal(err)
		}
		want := `[{"one":1,"two \"2\"":2.50,"none":null,"yes":true,"many":["a"]}]`
		if got := aws.ToString(out.FormattedRecords); got != want || out.Records != nil || out.ColumnMetadata != nil {
			t.Errorf("got %s, %d records, %d columns", got, len(out.Records), len(out.ColumnMetadata))
		}
	})
	t.Run("numbers as the caller wants them", func(t *testing.T) {
		out, err := d.run(t, "SELECT 7::numeric, 7.5, 8", func(in *rdsdata.ExecuteStatementInput) {
			in.ResultSetOptions = &types.ResultSetOptions{DecimalReturnType: types.DecimalReturnTypeDoubleOrLong, LongReturnType: types.LongReturnTypeString}
		})
		if err != nil {
			t.Fatal(err)
		}
		want := [][]types.Field{{&long{Value: 7}, &types.FieldMemberDoubleValue{Value: 7.5}, &text{Value: "8"}}}
		if diff := cmp.Diff(want, out.Records, fieldsAsTheyAre); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

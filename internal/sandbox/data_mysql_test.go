package sandbox_test

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata"
	"github.com/aws/aws-sdk-go-v2/service/rdsdata/types"
	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/sandboxtest"
)

// checkMySQLByDataAPI runs statements on a cluster of Aurora MySQL.
func checkMySQLByDataAPI(t *testing.T, d dataAPI) {
	t.Helper()
	run := func(sql string, parameters ...types.SqlParameter) *rdsdata.ExecuteStatementOutput {
		t.Helper()
		out, err := d.run(t, sql, func(in *rdsdata.ExecuteStatementInput) { in.Parameters = parameters })
		if err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
		return out
	}
	run("CREATE TABLE kinds (id bigint AUTO_INCREMENT PRIMARY KEY, name varchar(20), price decimal(10,2), ratio double, seen datetime(6), raw varbinary(10), note json, few tinyint)")
	made := run("INSERT INTO kinds (name, price, ratio, seen, raw, note, few) VALUES (:name, 2.50, 0.25, '2026-11-22 10:00:00.12', :raw, '{\"a\": 1}', 7)",
		types.SqlParameter{Name: aws.String("name"), Value: &text{Value: "it's ? :raw"}}, types.SqlParameter{Name: aws.String("raw"), Value: &types.FieldMemberBlobValue{Value: []byte{0, 255}}})
	if diff := cmp.Diff([]types.Field{&long{Value: 1}}, made.GeneratedFields, fieldsAsTheyAre); diff != "" || made.NumberOfRecordsUpdated != 1 {
		t.Errorf("%d records updated; generated (-want +got):\n%s", made.NumberOfRecordsUpdated, diff)
	}
	want := [][]types.Field{{
		&long{Value: 1}, &text{Value: "it's ? :raw"}, &text{Value: "2.50"}, &types.FieldMemberDoubleValue{Value: 0.25}, &text{Value: "2026-11-22 10:00:00.120"},
		&types.FieldMemberBlobValue{Value: []byte{0, 255}}, &text{Value: `{"a": 1}`}, &long{Value: 7}, &types.FieldMemberIsNull{Value: true},
	}}
	for _, out := range []*rdsdata.ExecuteStatementOutput{
		run("SELECT *, NULL FROM kinds"),
		run("SELECT *, NULL FROM kinds WHERE name <> '?' AND id = :id", types.SqlParameter{Name: aws.String("id"), Value: &long{Value: 1}}),
	} {
		if diff := cmp.Diff(want, out.Records, fieldsAsTheyAre); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	}
	if out := run("DELETE FROM kinds WHERE id = 99"); out.NumberOfRecordsUpdated != 0 || out.GeneratedFields != nil {
		t.Errorf("the answer is %+v", out)
	}
	run("CREATE PROCEDURE twice() BEGIN SELECT 1; SELECT 2; END")
	for sql, code := range map[string]string{
		"SELECT 1; SELECT 2":      "BadRequestException",
		"SELECT * FROM nothing":   "DatabaseErrorException",
		"SELECT POINT(1, 2) AS p": "UnsupportedResultException",
	} {
		_, err := d.run(t, sql)
		if said := sandboxtest.Refused(t, err, code); code == "DatabaseErrorException" && said != "Table 'app.nothing' doesn't exist; Error code: 1146; SQLState: 42S02" {
			t.Errorf("it says %s", said)
		}
	}
}

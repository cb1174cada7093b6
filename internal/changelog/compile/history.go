package compile

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"slices"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// recorded is a row of Liquibase's history.
type recorded struct {
	artifact.Changeset
	deployment string
}

// columns are those of DATABASECHANGELOG, which an offline history has too.
var columns = []string{"ID", "AUTHOR", "FILENAME", "EXECTYPE", "MD5SUM", "DESCRIPTION", "COMMENTS", "TAG", "CONTEXTS", "LABELS", "LIQUIBASE", "DEPLOYMENT_ID"}

// rowOf makes a row from values in the order of columns.
func rowOf(v []string) recorded {
	if v[8] == "()" {
		v[8] = "" // what an offline history has where the table has NULL
	}
	return recorded{
		Changeset: artifact.Changeset{
			ID: v[0], Author: v[1], Path: v[2], Outcome: v[3], Checksum: v[4], Description: v[5], Comments: v[6],
			Tag: v[7], Contexts: v[8], Labels: v[9], Liquibase: v[10],
		},
		deployment: v[11],
	}
}

// readHistory reads the history that Liquibase keeps in a file when it has no
// database: every changeset that is meant for this engine and these contexts,
// in order.
func readHistory(content []byte) ([]recorded, error) {
	lines, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reading Liquibase's history file: %w", err)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	places := make([]int, len(columns))
	for i, column := range columns {
		if places[i] = slices.Index(lines[0], column); places[i] < 0 {
			return nil, fmt.Errorf("reading Liquibase's history file: it has no column %s", column)
		}
	}
	var rows []recorded
	for _, line := range lines[1:] {
		values := make([]string, len(columns))
		for i, place := range places {
			values[i] = line[place]
		}
		rows = append(rows, rowOf(values))
	}
	return rows, nil
}

// historyQuery asks the table for the same. PostgreSQL folds the names, MySQL
// has them as they are.
const historyQuery = "SELECT ID, AUTHOR, FILENAME, EXECTYPE, MD5SUM, DESCRIPTION, COMMENTS, TAG, CONTEXTS, LABELS, LIQUIBASE, DEPLOYMENT_ID FROM DATABASECHANGELOG ORDER BY ORDEREXECUTED"

func rowsOf(rows []database.Row) []recorded {
	all := make([]recorded, 0, len(rows))
	for _, row := range rows {
		values := make([]string, len(row))
		for i, value := range row {
			values[i] = value.String
		}
		all = append(all, rowOf(values))
	}
	return all
}

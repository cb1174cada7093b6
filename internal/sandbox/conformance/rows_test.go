package conformance_test

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"
)

// row is one row of the table as a test.
type row struct {
	name string // "ROW the case in short"
	test func(*testing.T, *world)
}

// id returns the row's number in the table.
func (r row) id() string {
	id, _, _ := strings.Cut(r.name, " ")
	return id
}

// rowsOf returns all tests of rows by the world that they are run in.
func rowsOf() map[string][]row {
	return map[string][]row{
		calm: slices.Concat(
			asRows(restoreRefusals()), asRows(createRefusals()), asRows(instanceRefusals()), asRows(modifyRefusals()), asRows(deleteRefusals()),
			asRows(subnetGroupRefusals()), asRows(otherRefusals()), wireRows(), describeRows(), calmSubnetGroupRows(), calmRestoreRows(),
			calmCreateRows(), calmInstanceRows(), calmModifyRows(), calmTagRows(), calmEventRows(), catalogRows(), calmSnapshotRows(),
			calmParameterGroupRows(), calmStopRows(),
		),
		lively: slices.Concat(
			restoreRows(), subnetGroupRows(), createRows(), instanceRows(), modifyRows(), deleteRows(), tagRows(), snapshotRows(),
			parameterGroupRows(), pageRows(), httpEndpointRows(), failoverRows(), stopRows(), eventRows(),
		),
		held:   heldRows(),
		strict: strictRows(),
		shared: sharedRows(),
		alone:  aloneRows(),
		denied: deniedRows(),
		odd:    slices.Concat(oddRows(), networkRows()),
	}
}

// table reads a tab-separated file by its first column, which no line repeats.
func table(t *testing.T, path string) (order []string, columns map[string][]string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	columns = map[string][]string{}
	for lines := bufio.NewScanner(f); lines.Scan(); {
		fields := strings.Split(lines.Text(), "\t")
		if columns[fields[0]] != nil {
			t.Errorf("%s has the row %s twice", path, fields[0])
		}
		order, columns[fields[0]] = append(order, fields[0]), fields[1:]
	}
	return order, columns
}

func TestEveryRowIsTestedOrLeftOut(t *testing.T) {
	t.Parallel()
	order, rows := table(t, "testdata/rows.tsv")
	_, leftOut := table(t, "testdata/left-out.tsv")
	tested := map[string]bool{}
	for _, all := range rowsOf() {
		for _, r := range all {
			tested[r.id()] = true
			if rows[r.id()] == nil {
				t.Errorf("the test %q names no row of the table", r.name)
			}
		}
	}
	for _, r := range sqlRows() {
		tested[row{name: r.name}.id()] = true
	}
	_, elsewhere := table(t, "testdata/elsewhere.tsv")
	for id, where := range elsewhere {
		text, err := os.ReadFile(where[0])
		if err != nil || !strings.Contains(string(text), "func "+where[1]+"(") {
			t.Errorf("%s is said to be tested by %s of %s: %v", id, where[1], where[0], err)
		}
		tested[id] = true
	}
	for id, reason := range leftOut {
		if rows[id] == nil {
			t.Errorf("%s is left out, and no row of the table", id)
		}
		if tested[id] {
			t.Errorf("%s is left out, and tested", id)
		}
		if len(reason) != 1 || reason[0] == "" {
			t.Errorf("%s is left out without a reason", id)
		}
	}
	served, total := map[string]int{}, map[string]int{}
	for _, id := range order {
		basis := rows[id][0]
		total[basis]++
		if tested[id] {
			served[basis]++
		} else if leftOut[id] == nil {
			t.Errorf("%s (%s) is neither tested nor left out: %s", id, basis, rows[id][1])
		}
	}
	for _, basis := range []string{"Q", "D", "E", "I", "-"} {
		t.Logf("basis %s: %3d of %3d rows served, %2d left out", basis, served[basis], total[basis], total[basis]-served[basis])
	}
	t.Logf("in all: %d of %d rows served, %d left out", len(tested), len(order), len(order)-len(tested))
}

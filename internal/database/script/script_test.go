package script_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/database/script"
)

func texts(statements []script.Statement) []string {
	var all []string
	for _, s := range statements {
		all = append(all, s.Text)
	}
	return all
}

func TestPostgreSQLScriptsAreCutWherePsqlCuts(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   []string
	}{
		"nothing":            {" \n-- only a comment\n/* and /* another */ one */;;", nil},
		"two statements":     {"select 1; select 2", []string{"select 1", "select 2"}},
		"byte order mark":    {"\ufeffselect 1;", []string{"select 1"}},
		"comments around":    {"-- one;\nselect 1 -- two;\n; /* three; */", []string{"select 1"}},
		"comment inside":     {"select -- one; it's\n 1;", []string{"select -- one; it's\n 1"}},
		"nested comment":     {"select /* a /* b; */ ; */ 1; select 2", []string{"select /* a /* b; */ ; */ 1", "select 2"}},
		"strings":            {"select 'a;''b;'; select \"c;\"\"d\"", []string{"select 'a;''b;'", "select \"c;\"\"d\""}},
		"backslash in plain": {`select 'a\'; select 2`, []string{`select 'a\'`, "select 2"}},
		"backslash in E":     {`select E'a\';b'; select 2`, []string{`select E'a\';b'`, "select 2"}},
		"name that ends in e": {
			`select 1 as name'a\'; select 2`,
			[]string{`select 1 as name'a\'`, "select 2"},
		},
		"dollar quotes": {
			"create function f() returns int as $$ begin; return 1; end $$ language plpgsql; select $a$ $b$;$$ $a$",
			[]string{"create function f() returns int as $$ begin; return 1; end $$ language plpgsql", "select $a$ $b$;$$ $a$"},
		},
		"no dollar quotes": {"select $1; select a$b$c; select 2$b$", []string{"select $1", "select a$b$c", "select 2$b$"}},
		"body of SQL": {
			"create or replace function f(a int default 1) returns int begin atomic select case when a > 1 then 1 else 2 end; select 2; end; select 3",
			[]string{"create or replace function f(a int default 1) returns int begin atomic select case when a > 1 then 1 else 2 end; select 2; end", "select 3"},
		},
		"transaction": {"begin; select 1; end; select 2", []string{"begin", "select 1", "end", "select 2"}},
		"rule": {
			"create rule r as on insert to t do also (delete from a; delete from b); select 1",
			[]string{"create rule r as on insert to t do also (delete from a; delete from b)", "select 1"},
		},
		"fence of pg_dump": {
			"\\restrict aBc\n\nSET a = 1;\n\n\\unrestrict aBc\n",
			[]string{"SET a = 1"},
		},
	} {
		t.Run(name, func(t *testing.T) { check(t, database.PostgreSQL, c.script, c.want) })
	}
}

func TestMySQLScriptsAreCutWhereMysqlCuts(t *testing.T) {
	for name, c := range map[string]struct {
		script string
		want   []string
	}{
		"nothing":       {"-- only\n# comments\n/* ; */;", nil},
		"comments":      {"select 1 # a;\n; select 2 -- b;\n; select 3--1;", []string{"select 1", "select 2", "select 3--1"}},
		"comment's end": {"select 1;\n--", []string{"select 1"}},
		"no nesting":    {"select /* /* ; */ 1;", []string{"select /* /* ; */ 1"}},
		"strings":       {`select 'a\';b', "c;""d", ` + "`e;\\`;", []string{`select 'a\';b', "c;""d", ` + "`e;\\`"}},
		"code comment":  {"/*!40101 SET NAMES utf8mb4 */;\nselect 1;", []string{"/*!40101 SET NAMES utf8mb4 */", "select 1"}},
		"MariaDB's own": {"/*M!999999\\- enable the sandbox mode */ \n/*M!100616 SET a=1 */;\nselect 1;", []string{"select 1"}},
		"procedure": {
			"DELIMITER //\ncreate procedure p() begin select 1; end//\n delimiter ;\nselect 2;",
			[]string{"create procedure p() begin select 1; end", "select 2"},
		},
		"trigger of mysqldump": {
			"DELIMITER ;;\r\n/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 'x;;'; END */;;\r\nDELIMITER ;\r\n",
			[]string{"/*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON a FOR EACH ROW BEGIN SET NEW.b = 'x;;'; END */"},
		},
		"dollars":           {"delimiter $$\nselect 1$$select 2$$", []string{"select 1", "select 2"}},
		"word as delimiter": {"delimiter GO\nselect 1 GO\nselect 2\nGO", []string{"select 1", "select 2"}},
	} {
		t.Run(name, func(t *testing.T) { check(t, database.MySQL, c.script, c.want) })
	}
}

func check(t *testing.T, dialect database.Dialect, text string, want []string) {
	t.Helper()
	got, err := script.Split(dialect, text)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, texts(got)); diff != "" {
		t.Errorf("statements differ (-want +got):\n%s", diff)
	}
}

func TestWhatNoDatabaseUnderstandsIsRefusedWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		dialect database.Dialect
		script  string
		want    error
		line    string
	}{
		"psql's connect":         {database.PostgreSQL, "select 1;\n\\connect other\n", script.ErrClientCommand, "line 2: \\connect other"},
		"psql's command inside":  {database.PostgreSQL, "select 1\n\\gexec\n", script.ErrClientCommand, "line 2: \\gexec"},
		"rows in the script":     {database.PostgreSQL, "\nCOPY public.t (a, b)\n FROM stdin;\n1\t2\n\\.\n", script.ErrInlineData, "line 2: COPY"},
		"string without end":     {database.PostgreSQL, "select 1;\nselect 'a", script.ErrUnterminated, "line 2: a string"},
		"dollars without end":    {database.PostgreSQL, "select $a$ $$", script.ErrUnterminated, "line 1"},
		"comment without end":    {database.PostgreSQL, "/* /* */", script.ErrUnterminated, "line 1"},
		"zero byte":              {database.PostgreSQL, "select '\x00'", script.ErrNotText, "line 1"},
		"another encoding":       {database.MySQL, "select '\ufffd';\nselect '\xe4'", script.ErrNotText, "line 2"},
		"mysql's source":         {database.MySQL, "select 1;\nsource other.sql;\n", script.ErrClientCommand, "line 2: source other.sql"},
		"mysql's vertical":       {database.MySQL, "select 1\\G\n", script.ErrClientCommand, "line 1"},
		"backtick without end":   {database.MySQL, "select `a", script.ErrUnterminated, "line 1: a quoted name"},
		"MySQL comment, no end":  {database.MySQL, "select 1 /* a", script.ErrUnterminated, "line 1"},
		"escaped quote, no end":  {database.MySQL, `select 'a\'`, script.ErrUnterminated, "line 1"},
		"delimiter never closed": {database.MySQL, "delimiter //\nselect 'a//", script.ErrUnterminated, "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := script.Split(c.dialect, c.script)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.line) {
				t.Errorf("got %v, want %v with %q", err, c.want, c.line)
			}
		})
	}
}

func TestStatementsKnowTheirLine(t *testing.T) {
	got, err := script.Split(database.PostgreSQL, "-- a\nselect 1;\n\n/* b\n*/ select\n2;")
	if err != nil || len(got) != 2 || got[0].Line != 2 || got[1].Line != 5 {
		t.Errorf("got %+v, %v", got, err)
	}
}

// FuzzSplit holds both splitters to what must be true of any script: the
// statements are pieces of it, in order, none is empty, and none can be cut
// further.
func FuzzSplit(f *testing.F) {
	for _, seed := range []string{
		"select 1; select 'a;''b'; -- c\n", "create function f() as $x$ ; $x$; \\restrict a\n",
		"delimiter //\ncreate procedure p() begin; end//\n", "/*!1 a */; /* /* */ */; \"a\"; `b`; E'\\';'",
		"create procedure p() begin atomic case end; end", "create rule r do (a; b);", "0--#",
	} {
		f.Add(seed, false)
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, isMySQL bool) {
		dialect := database.PostgreSQL
		if isMySQL {
			dialect = database.MySQL
		}
		statements, err := script.Split(dialect, text)
		if err != nil {
			return
		}
		rest := text
		for _, s := range statements {
			if strings.Trim(s.Text, " \t\r\n\f\v") == "" { // other spaces than these are none in SQL
				t.Fatalf("an empty statement in line %d", s.Line)
			}
			_, after, found := strings.Cut(rest, s.Text)
			if !found {
				t.Fatalf("%q is no piece of what is left: %q", s.Text, rest)
			}
			rest = after
			if isMySQL && strings.Contains(strings.ToLower(text), "delimiter") {
				continue // another delimiter, so a semicolon is no end
			}
			if isMySQL && strings.HasSuffix(s.Text, "--") {
				continue // at a text's end that is a comment, and the mysql client sends it so too
			}
			again, err := script.Split(dialect, s.Text)
			if err != nil || len(again) != 1 || again[0].Text != s.Text {
				t.Fatalf("%q becomes %q, %v", s.Text, texts(again), err)
			}
		}
	})
}

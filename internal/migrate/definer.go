package migrate

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/database"
)

// account is how MySQL writes a user: quoted or not, with a host or not.
const account = "`(?:[^`]|``)*`|'[^']*'|\"[^\"]*\"|[\\w$]+"

// definerClause finds who owns the routine, view, trigger or event that a
// statement makes; dumps hide the clause from old servers (/*!50013 DEFINER=...).
var definerClause = regexp.MustCompile("(?is)^[/*!\\d\\s]*create\\b[^'\"(]*?\\bdefiner\\s*=\\s*(" + account + ")(?:\\s*@\\s*(" + account + "))?")

// makesUser finds what may make a definer within the file.
var makesUser = regexp.MustCompile(`(?is)^[/*!\d\s]*create\s[^'"(]*?\b(?:user|role)\b`)

// definers refuses a plain SQL file whose definers are not there. MySQL takes
// such a statement with a mere warning, and refuses every use of what it made
// (MySQL Reference Manual, Stored Object Access Control, orphan objects). Of
// Liquibase's changelogs nothing is asked that Liquibase does not ask.
func (r *run) definers(ctx context.Context, d Due) error {
	if r.dialect != database.MySQL || r.compiled.Liquibase != "" || slices.ContainsFunc(d.Statements, makesUser.MatchString) {
		return nil
	}
	var there []database.Row
	for i, statement := range d.Statements {
		found := definerClause.FindStringSubmatch(statement)
		if found == nil || strings.EqualFold(found[1], "current_user") || strings.EqualFold(found[1], "current_role") {
			continue
		}
		if there == nil {
			var err error
			if there, err = r.session.Query(ctx, "SELECT user, host FROM mysql.user"); err != nil {
				return nil //nolint:nilerr // who may not look is told nothing, and MySQL decides
			}
		}
		user, host := unquoted(found[1]), unquoted(found[2])
		if !slices.ContainsFunc(there, func(row database.Row) bool {
			return row[0].String == user && (strings.EqualFold(row[1].String, host) || found[2] == "" && row[1].String == "%")
		}) {
			return r.explain(d, i+1, nil, fmt.Errorf("the definer '%s'@'%s' does not exist, and whatever uses what is made here would be refused", user, host), hintDefiner+" "+hintAfter(1, true))
		}
	}
	return nil
}

const hintDefiner = "The user is not on this cluster. Create it in an earlier file or changeset, or take the DEFINER clauses out of the dump."

// unquoted is a part of an account's name.
func unquoted(part string) string {
	if len(part) < 2 || !strings.ContainsRune("`'\"", rune(part[0])) {
		return part
	}
	quote := part[:1]
	return strings.ReplaceAll(part[1:len(part)-1], quote+quote, quote)
}

package provider

import (
	"errors"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

// errorDiagnostic renders a domain error: a static summary, and a detail that
// says what went wrong with which object and what to do next.
func errorDiagnostic(summary string, err error) diag.Diagnostic {
	return diag.NewErrorDiagnostic(summary, detail(err))
}

// detail is the error as a sentence, then the hint.
func detail(err error) string {
	text := sentence(err.Error())
	if hint := failure.Hint(err); hint != "" {
		text += "\n\n" + hint
	}
	return text
}

func sentence(s string) string {
	if s == "" {
		return s
	}
	s = strings.ToUpper(s[:1]) + s[1:]
	if !strings.HasSuffix(s, ".") {
		s += "."
	}
	return s
}

// diagnosticsError folds the framework's diagnostics into one error, for the
// places where they can only mean a mistake of ours.
func diagnosticsError(diags diag.Diagnostics) error {
	var errs []error
	for _, d := range diags.Errors() {
		errs = append(errs, errors.New(d.Summary()+": "+d.Detail()))
	}
	return errors.Join(errs...)
}

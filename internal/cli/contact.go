package cli

import (
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// contactInside is whom the publisher of the image around us wants to be asked;
// "" outside of images, and in those that do not say.
func contactInside() string {
	text, err := os.ReadFile(filepath.Join(folderAround, artifact.ContactFile))
	if err != nil {
		return ""
	}
	return oneLine(string(text))
}

// maxForeign is how much of somebody else's text is shown, in bytes.
const maxForeign = 1024

// oneLine makes somebody else's text fit to be shown on a terminal: one line of
// printable characters.
func oneLine(text string) string {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text[:min(len(text), maxForeign)])
	return strings.Join(strings.Fields(printable), " ")
}

// blame adds to an error whom to ask about the artifact.
func blame(err error, contact string) error {
	if err == nil || contact == "" {
		return err
	}
	return &notedError{err, []string{"the artifact's publisher can be asked: " + contact}}
}

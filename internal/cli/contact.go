package cli

import (
	"os"
	"strings"
	"unicode"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/artifact"
)

// maxContact is how much of a contact is shown, in bytes.
const maxContact = 1024

// contactInside is whom the publisher of the image around us wants to be asked;
// "" outside of images, and in those that do not say.
func contactInside() string {
	text, err := os.ReadFile(artifact.ContactInside)
	if err != nil {
		return ""
	}
	return contactOf(string(text))
}

// contactOf makes somebody else's text fit to be shown: one line of printable
// characters.
func contactOf(text string) string {
	printable := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text[:min(len(text), maxContact)])
	return strings.Join(strings.Fields(printable), " ")
}

// blame adds to an error whom to ask about the artifact.
func blame(err error, contact string) error {
	if err == nil || contact == "" {
		return err
	}
	return &notedError{err, []string{"the artifact's publisher can be asked: " + contact}}
}

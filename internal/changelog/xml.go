package changelog

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"

	"golang.org/x/net/html/charset"
)

// xmlReferences reads the references of an XML changelog. Namespaces are
// ignored: a change inside an extension's element names files the same way.
// DTDs are not processed, so an entity that the document declares is an error.
func xmlReferences(content []byte) ([]reference, error) {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.CharsetReader = charset.NewReaderLabel
	var refs []reference
	for {
		line, _ := decoder.InputPos()
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return refs, nil
		}
		if err != nil {
			return nil, fmt.Errorf("reading XML: %w", err)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		found, err := referencesOf(start.Name.Local, line, func(attribute string) string {
			for _, a := range start.Attr {
				if a.Name.Local == attribute {
					return a.Value
				}
			}
			return ""
		})
		if err != nil {
			return nil, err
		}
		refs = append(refs, found...)
	}
}

package compile

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/net/html/charset"
)

// readXML reads the changesets of an XML changelog.
func readXML(name string, content []byte) (changelogFile, error) {
	decoder := xml.NewDecoder(bytes.NewReader(content))
	decoder.CharsetReader = charset.NewReaderLabel
	var file changelogFile
	var open []string
	var current declared
	logicalPath := name
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return file, nil
		}
		if err != nil {
			return file, err
		}
		switch element := token.(type) {
		case xml.StartElement:
			local := element.Name.Local
			switch depth := len(open); {
			case depth == 0:
				if local != "databaseChangeLog" {
					return file, nil
				}
				if value := attribute(element, "logicalFilePath"); value != "" {
					logicalPath = value
				}
			case depth == 1 && local == "preConditions":
				file.condition(attribute(element, "onFail"), attribute(element, "onError"))
			case depth == 1 && local == "changeSet":
				current = byDefault()
				current.path = logicalPath
				if err := current.setAll(element); err != nil {
					return file, err
				}
			case depth == 2 && open[1] == "changeSet" && local == "preConditions":
				current.preconditioned = true
			case depth == 2 && open[1] == "changeSet" && local != "validCheckSum":
				current.changes = append(current.changes, local)
				if value := attribute(element, "endDelimiter"); value != "" {
					_ = current.set("endDelimiter", value)
				}
			}
			open = append(open, local)
		case xml.CharData:
			if len(open) == 3 && open[1] == "changeSet" && open[2] == "validCheckSum" {
				_ = current.set("validCheckSum", string(element))
			}
		case xml.EndElement:
			open = open[:len(open)-1]
			if len(open) == 1 && element.Name.Local == "changeSet" {
				file.changesets = append(file.changesets, current)
			}
		}
	}
}

func (d *declared) setAll(element xml.StartElement) error {
	for _, a := range element.Attr {
		if err := d.set(a.Name.Local, a.Value); err != nil {
			return err
		}
	}
	return nil
}

func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

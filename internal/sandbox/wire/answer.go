package wire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// List is a list in an XML answer. Unlike a plain slice it is there when empty,
// as in AWS's answers: clients tell "none" from "not answered" by it.
type List[T any] struct {
	member string
	Items  []T
}

// ListOf returns a list whose elements are named member ("item" in EC2).
func ListOf[T any](member string, items []T) List[T] { return List[T]{member: member, Items: items} }

// MarshalXML writes the list's element and its members.
func (l List[T]) MarshalXML(e *xml.Encoder, start xml.StartElement) error {
	if err := e.EncodeToken(start); err != nil {
		return fmt.Errorf("opening the list %s: %w", start.Name.Local, err)
	}
	for _, item := range l.Items {
		if err := e.EncodeElement(item, xml.StartElement{Name: xml.Name{Local: l.member}}); err != nil {
			return fmt.Errorf("writing a %s: %w", l.member, err)
		}
	}
	return e.EncodeToken(start.End())
}

// Timestamp writes a time as AWS's XML answers do; "" for the zero time.
func Timestamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02T15:04:05.000Z")
}

// Answer is a response ready to be sent.
type Answer struct {
	Status      int
	ContentType string
	Body        []byte
	ErrorType   string // header X-Amzn-ErrorType, "" for none
}

// Send writes the answer.
func (a Answer) Send(w http.ResponseWriter, requestID string) {
	w.Header().Set("Content-Type", a.ContentType)
	w.Header().Set("X-Amzn-Requestid", requestID)
	if a.ErrorType != "" {
		w.Header().Set("X-Amzn-Errortype", a.ErrorType)
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that has gone away needs no answer
}

// jsonTypes are the content types of the protocols that answer with JSON.
var jsonTypes = map[Protocol]string{JSON: "application/x-amz-json-1.1", RESTJSON: "application/json"}

// Succeed envelopes a result.
func (s *Service) Succeed(r *Request, result any) (Answer, error) {
	if kind := jsonTypes[s.Protocol]; kind != "" {
		body, err := json.Marshal(result)
		if err != nil {
			return Answer{}, fmt.Errorf("writing the answer to %s: %w", r.Action, err)
		}
		return Answer{Status: http.StatusOK, ContentType: kind, Body: body}, nil
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, `%s<%sResponse xmlns="%s">`, xml.Header, r.Action, s.Namespace)
	if s.Protocol == EC2Query {
		fmt.Fprintf(&b, "<requestId>%s</requestId>", r.ID)
	}
	if result != nil {
		inner, err := encode(result, r.Action+"Result", s.Protocol == EC2Query)
		if err != nil {
			return Answer{}, fmt.Errorf("writing the answer to %s: %w", r.Action, err)
		}
		b.Write(inner)
	}
	if s.Protocol == Query {
		fmt.Fprintf(&b, "<ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata>", r.ID)
	}
	fmt.Fprintf(&b, "</%sResponse>", r.Action)
	return Answer{Status: http.StatusOK, ContentType: "text/xml;charset=UTF-8", Body: b.Bytes()}, nil
}

// encode writes a result as the element name, or, bare, as its content only: EC2
// has no result element.
func encode(result any, name string, bare bool) ([]byte, error) {
	var b bytes.Buffer
	e := xml.NewEncoder(&b)
	if err := e.EncodeElement(result, xml.StartElement{Name: xml.Name{Local: name}}); err != nil {
		return nil, err
	}
	if err := e.Close(); err != nil {
		return nil, err
	}
	if !bare {
		return b.Bytes(), nil
	}
	return b.Bytes()[len(name)+2 : b.Len()-len(name)-3], nil
}

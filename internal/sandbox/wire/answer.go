package wire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
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
}

// Send writes the answer.
func (a Answer) Send(w http.ResponseWriter, requestID string) {
	w.Header().Set("Content-Type", a.ContentType)
	w.Header().Set("X-Amzn-Requestid", requestID)
	w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	w.WriteHeader(a.Status)
	_, _ = w.Write(a.Body) // a client that has gone away needs no answer
}

// Succeed envelopes a result.
func (s *Service) Succeed(r *Request, result any) (Answer, error) {
	if s.Protocol == JSON {
		body, err := json.Marshal(result)
		if err != nil {
			return Answer{}, fmt.Errorf("writing the answer to %s: %w", r.Action, err)
		}
		return Answer{http.StatusOK, "application/x-amz-json-1.1", body}, nil
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
	return Answer{http.StatusOK, "text/xml;charset=UTF-8", b.Bytes()}, nil
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

// Refuse envelopes a refusal and returns what was refused. An error that is no
// *Error becomes InternalFailure.
func (s *Service) Refuse(r *Request, err error) (Answer, *Error) {
	refusal := (*Error)(nil)
	if !errors.As(err, &refusal) {
		refusal = internalFailure()
	}
	switch s.Protocol {
	case JSON:
		body, _ := json.Marshal(map[string]string{"__type": refusal.Code, "Message": refusal.Message, "message": refusal.Message})
		return Answer{refusal.Status, "application/x-amz-json-1.1", body}, refusal
	case EC2Query:
		return Answer{refusal.Status, "text/xml;charset=UTF-8", fmt.Appendf(nil,
			"%s<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>%s</RequestID></Response>",
			xml.Header, refusal.Code, escape(refusal.Message), r.ID)}, refusal
	}
	blame := "Sender"
	if refusal.Status >= http.StatusInternalServerError {
		blame = "Receiver"
	}
	return Answer{refusal.Status, "text/xml", fmt.Appendf(nil,
		`<ErrorResponse xmlns="%s"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>`,
		s.Namespace, blame, refusal.Code, escape(refusal.Message), r.ID)}, refusal
}

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a bytes.Buffer takes every write
	return b.String()
}

package wire

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
)

// Refuse envelopes a refusal and returns what was refused. An error that is no
// *Error becomes InternalFailure.
func (s *Service) Refuse(r *Request, err error) (Answer, *Error) {
	refusal := (*Error)(nil)
	if !errors.As(err, &refusal) {
		refusal = internalFailure()
	}
	answer := Answer{Status: refusal.Status, ContentType: jsonTypes[s.Protocol]}
	switch s.Protocol {
	case JSON:
		answer.Body, _ = json.Marshal(map[string]string{"__type": refusal.Code, "Message": refusal.Message, "message": refusal.Message})
	case RESTJSON:
		answer.ErrorType = refusal.Code
		answer.Body, _ = json.Marshal(map[string]string{"message": refusal.Message})
	case EC2Query:
		answer.ContentType = "text/xml;charset=UTF-8"
		answer.Body = fmt.Appendf(nil,
			"%s<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>%s</RequestID></Response>",
			xml.Header, refusal.Code, escape(refusal.Message), r.ID)
	case Query:
		blame := "Sender"
		if refusal.Status >= http.StatusInternalServerError {
			blame = "Receiver"
		}
		answer.ContentType = "text/xml"
		answer.Body = fmt.Appendf(nil,
			`<ErrorResponse xmlns="%s"><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>`,
			s.Namespace, blame, refusal.Code, escape(refusal.Message), r.ID)
	}
	return answer, refusal
}

func escape(text string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(text)) // a bytes.Buffer takes every write
	return b.String()
}

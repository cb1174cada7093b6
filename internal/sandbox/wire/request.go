package wire

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/uuid"
)

// The longest bodies of requests, in bytes: AWS's query services refuse above
// 1 MiB, the RDS Data API above 4 MiB.
const (
	maxBody     = 1 << 20
	maxDataBody = 4 << 20
)

// MaxBody returns how long a request's body may be, in bytes.
func MaxBody(r *http.Request) int64 {
	if dataOperations[r.URL.Path] != "" {
		return maxDataBody
	}
	return maxBody
}

// Names of the services as they stand in a SigV4 credential scope.
const (
	RDS            = "rds"
	STS            = "sts"
	EC2            = "ec2"
	SecretsManager = "secretsmanager"
	RDSData        = "rds-data"
	Logs           = "logs"
)

// dataOperations are the operations of the RDS Data API by their paths.
var dataOperations = map[string]string{
	"/Execute": "ExecuteStatement", "/BatchExecute": "BatchExecuteStatement", "/ExecuteSql": "ExecuteSql",
	"/BeginTransaction": "BeginTransaction", "/CommitTransaction": "CommitTransaction", "/RollbackTransaction": "RollbackTransaction",
}

// DefaultRegion is the Region of a request that names none.
const DefaultRegion = "us-east-1"

// Request is one call, told apart but not yet decoded.
type Request struct {
	ID        string     // answered as the request id
	Service   string     // RDS, STS, EC2, SecretsManager, RDSData or Logs; "" when it could not be told
	Region    string     // of the credential scope
	AccessKey string     // "" for an unsigned request
	Action    string     // "DescribeDBClusters"
	Version   string     // API version, query protocols only
	Form      url.Values // parameters, query protocols only
	Body      []byte     // JSON protocols only
}

// ParseRequest reads a request. The service comes from the credential scope of
// its signature; an unsigned one is told by its path, by X-Amz-Target or by its
// API version.
// The Request is never nil, so that a refusal can be enveloped in its protocol.
func ParseRequest(r *http.Request) (*Request, error) {
	req := &Request{ID: uuid.NewString(), Region: DefaultRegion}
	scoped := req.readScope(r)
	if action := dataOperations[r.URL.Path]; action != "" || req.Service == RDSData {
		req.Service, req.Action = RDSData, action
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, MaxBody(r)))
	if err != nil {
		if tooLarge := (*http.MaxBytesError)(nil); errors.As(err, &tooLarge) {
			return req, &Error{Code: "RequestEntityTooLarge", Status: http.StatusRequestEntityTooLarge, Message: "The request is too large."}
		}
		return req, fmt.Errorf("reading the request: %w", err)
	}
	if req.Service == RDSData {
		req.Body = body
		return req, scoped
	}
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		var api string
		api, req.Action, _ = strings.Cut(target, ".")
		req.Body = body
		switch {
		case req.Service != "":
		case strings.HasPrefix(api, "Logs_"):
			req.Service = Logs
		default:
			req.Service = SecretsManager
		}
		return req, scoped
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return req, Refusef("MalformedQueryString", "The query string contains a syntax error.")
	}
	for name, values := range r.URL.Query() {
		if !strings.HasPrefix(name, "X-Amz-") {
			form[name] = append(form[name], values...)
		}
	}
	req.Form, req.Action, req.Version = form, form.Get("Action"), form.Get("Version")
	if req.Service == "" {
		req.Service = serviceOfVersion(req.Version)
	}
	if req.Action == "" {
		return req, Refusef("MissingAction", "The request is missing an action or a required parameter.")
	}
	return req, scoped
}

// serviceOfVersion tells a query service by its API version: each has had one only.
func serviceOfVersion(version string) string {
	switch version {
	case "2014-10-31":
		return RDS
	case "2011-06-15":
		return STS
	case "2016-11-15":
		return EC2
	}
	return ""
}

// readScope takes access key, Region and service from the signature's credential
// scope, `AKID/20261122/eu-west-1/rds/aws4_request`.
func (req *Request) readScope(r *http.Request) error {
	credential := r.URL.Query().Get("X-Amz-Credential")
	if header := r.Header.Get("Authorization"); header != "" {
		_, after, found := strings.Cut(header, "Credential=")
		if !found {
			return Refusef("IncompleteSignature", "Authorization header requires 'Credential' parameter.")
		}
		credential, _, _ = strings.Cut(after, ",")
	}
	if credential == "" {
		return nil
	}
	parts := strings.Split(strings.TrimSpace(credential), "/")
	if len(parts) < 5 {
		return Refusef("IncompleteSignature", "Credential must have at least 5 slash-delimited elements.")
	}
	scope := parts[len(parts)-4:]
	req.AccessKey = strings.Join(parts[:len(parts)-4], "/")
	req.Region, req.Service = scope[1], scope[2]
	return nil
}

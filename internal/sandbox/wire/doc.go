// Package wire speaks the AWS protocols that the sandbox serves: the query
// protocol of RDS and STS (form in, XML out), EC2's dialect of it, the JSON 1.1
// protocol of Secrets Manager, and the REST JSON protocol of the RDS Data API. It
// knows how a request is told apart and decoded, how answers and refusals are
// enveloped, and nothing of what the operations do.
//
// Forms: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html,
// aws-ec2-query-protocol.html, aws-json-1_1-protocol.html and
// aws-restjson1-protocol.html.
package wire

// Package sigv4 verifies AWS Signature Version 4 as AWS publishes it, written
// apart from the SDK's signer, so that each can judge the other.
//
// The algorithm: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
package sigv4

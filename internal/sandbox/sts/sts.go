// Package sts is the sandbox's AWS Security Token Service: who is calling, and
// temporary credentials for those who assume a role. Every role can be assumed;
// the sandbox checks no permissions.
package sts

import (
	"context"
	"strings"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// Tokens is STS with a clock for the expiry of credentials, and the key that
// their secrets are derived from.
type Tokens struct {
	Clock account.Clock
	Key   []byte
}

// Service returns STS as the wire knows it, API version 2011-06-15.
func Service(t *Tokens) *wire.Service {
	return &wire.Service{
		Name: wire.STS, Protocol: wire.Query, Namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
		Operations: map[string]wire.Operation{
			"GetCallerIdentity":         wire.QueryOperation(t.getCallerIdentity),
			"AssumeRole":                wire.QueryOperation(t.assumeRole),
			"AssumeRoleWithWebIdentity": wire.QueryOperation(t.assumeRoleWithWebIdentity),
		},
		Unsigned: map[string]bool{"AssumeRoleWithWebIdentity": true},
	}
}

type getCallerIdentityInput struct{}

type getCallerIdentityResult struct {
	ARN     string `xml:"Arn"`
	UserID  string `xml:"UserId"`
	Account string
}

func (t *Tokens) getCallerIdentity(_ context.Context, r *wire.Request, _ *getCallerIdentityInput) (any, error) {
	user := "AIDASANDBOXSANDBOX00"
	if _, session, issued := sessionOf(r.AccessKey); issued {
		user = roleID + ":" + session
	}
	return getCallerIdentityResult{CallerARN(r), user, account.ID}, nil
}

// CallerARN returns the ARN of who makes a request: the session of a role, or the
// account's only user.
func CallerARN(r *wire.Request) string {
	// An access key that we issued tells its role and session; see newAccessKey.
	if role, session, issued := sessionOf(r.AccessKey); issued {
		return assumedARN(r.Region, role, session)
	}
	return globalARN("iam", r.Region, "user/sandbox")
}

// globalARN returns the ARN of something that belongs to no Region.
func globalARN(service, region, resource string) string {
	return strings.Replace(account.ARN(service, region, resource), ":"+region+":", "::", 1)
}

func assumedARN(region, role, session string) string {
	return globalARN("sts", region, "assumed-role/"+role+"/"+session)
}

type tagParameter struct {
	Key   string
	Value string
}

type policyParameter struct {
	ARN string `aws:"arn"`
}

type assumeRoleInput struct {
	RoleArn           string `aws:",required"`
	RoleSessionName   string `aws:",required"`
	DurationSeconds   *int
	ExternalID        string `aws:"ExternalId"`
	Policy            string
	PolicyArns        []policyParameter
	SerialNumber      string
	SourceIdentity    string
	Tags              []tagParameter
	TokenCode         string
	TransitiveTagKeys []string
}

type credentials struct {
	AccessKeyID     string `xml:"AccessKeyId"`
	SecretAccessKey string
	SessionToken    string
	Expiration      string
}

type assumedRoleUser struct {
	ID  string `xml:"AssumedRoleId"`
	ARN string `xml:"Arn"`
}

type assumeRoleResult struct {
	Credentials      credentials
	AssumedRoleUser  assumedRoleUser
	PackedPolicySize int
	SourceIdentity   string `xml:",omitempty"`
}

func (t *Tokens) assumeRole(_ context.Context, r *wire.Request, in *assumeRoleInput) (any, error) {
	result, err := t.assume(r, in.RoleArn, in.RoleSessionName, in.DurationSeconds)
	if err != nil {
		return nil, err
	}
	result.SourceIdentity = in.SourceIdentity
	return result, nil
}

type assumeRoleWithWebIdentityInput struct {
	RoleArn          string `aws:",required"`
	RoleSessionName  string `aws:",required"`
	WebIdentityToken string `aws:",required"`
	ProviderID       string `aws:"ProviderId"`
	DurationSeconds  *int
	Policy           string
	PolicyArns       []policyParameter
}

type assumeRoleWithWebIdentityResult struct {
	assumeRoleResult
	SubjectFromWebIdentityToken string
	Audience                    string
	Provider                    string
}

func (t *Tokens) assumeRoleWithWebIdentity(_ context.Context, r *wire.Request, in *assumeRoleWithWebIdentityInput) (any, error) {
	result, err := t.assume(r, in.RoleArn, in.RoleSessionName, in.DurationSeconds)
	if err != nil {
		return nil, err
	}
	return assumeRoleWithWebIdentityResult{result, "sandbox", "sandbox", "sandbox"}, nil
}

// assume checks a role's ARN and hands out credentials for it.
func (t *Tokens) assume(r *wire.Request, roleARN, session string, seconds *int) (assumeRoleResult, error) {
	parts := strings.SplitN(roleARN, ":", 6)
	if len(parts) != 6 || parts[0] != "arn" || parts[2] != "iam" || !strings.HasPrefix(parts[5], "role/") {
		return assumeRoleResult{}, wire.Refusef("ValidationError", "%s is invalid", roleARN)
	}
	role := parts[5][strings.LastIndex(parts[5], "/")+1:]
	lasts := 3600
	if seconds != nil {
		lasts = *seconds
	}
	if lasts < 900 || lasts > 43200 {
		return assumeRoleResult{}, wire.Refusef("ValidationError", "The requested DurationSeconds must be between 900 and 43200.")
	}
	key, expires := newAccessKey(role, session), t.Clock.Now().Add(time.Duration(lasts)*time.Second)
	return assumeRoleResult{
		Credentials: credentials{
			AccessKeyID: key, SecretAccessKey: t.secret(key), SessionToken: t.token(key, expires), Expiration: wire.Timestamp(expires),
		},
		AssumedRoleUser: assumedRoleUser{roleID + ":" + session, assumedARN(r.Region, role, session)},
	}, nil
}

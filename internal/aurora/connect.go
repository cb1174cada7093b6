package aurora

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/logging"
	awsbase "github.com/hashicorp/aws-sdk-go-base/v2"
	"github.com/hashicorp/aws-sdk-go-base/v2/diag"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const (
	defaultMaxRetries   = 25
	defaultPollInterval = 2 * time.Second
	opConnecting        = "connecting to AWS"
)

// ErrNoCredentials is reported when no AWS credentials were found anywhere.
var ErrNoCredentials = errors.New("no AWS credentials were found")

// Connect resolves Region and credentials and returns a client. It calls AWS
// only to validate the credentials, unless that is skipped, and to assume
// roles. AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_RDS are honoured.
func Connect(ctx context.Context, connection Connection) (*Client, error) {
	base := connection.base()
	_, config, diags := awsbase.GetAwsConfig(ctx, base)
	if diags.HasError() {
		err := diagnosed(diags)
		if awsbase.ContainsNoValidCredentialSourcesError(diags) {
			err = fmt.Errorf("%w: %w", ErrNoCredentials, err)
		}
		return nil, &failure.Error{Op: opConnecting, Err: err, Hint: connectHint(diags)}
	}
	config.Logger = logging.Nop{} // its warnings about itself are nobody's to act on, and stderr is for machines too
	config.HTTPClient = oneWrite{config.HTTPClient}
	if config.Region == "" {
		return nil, &failure.Error{
			Op: opConnecting, Err: errors.New("no Region is set"),
			Hint: "Set region, or AWS_REGION, or a Region in the profile.",
		}
	}
	client := newClient(config, connection)
	if len(connection.AllowedAccountIDs)+len(connection.ForbiddenAccountIDs) > 0 {
		account, err := client.AccountID(ctx)
		if err != nil {
			return nil, err
		}
		if err := base.VerifyAccountIDAllowed(account); err != nil {
			return nil, &failure.Error{Op: opConnecting, Err: err, Hint: "Check allowed_account_ids, forbidden_account_ids and the profile."}
		}
	}
	return client, nil
}

// base translates into hashicorp/aws-sdk-go-base's terms. Its request logging
// stays off: it would write request bodies, and with them passwords.
func (c Connection) base() *awsbase.Config {
	config := &awsbase.Config{
		AccessKey:                      c.AccessKey,
		AllowedAccountIds:              c.AllowedAccountIDs,
		CallerName:                     "terraform-provider-dbartifact",
		CustomCABundle:                 c.CustomCABundle,
		EC2MetadataServiceEndpoint:     c.EC2MetadataServiceEndpoint,
		EC2MetadataServiceEndpointMode: c.EC2MetadataServiceEndpointMode,
		ForbiddenAccountIds:            c.ForbiddenAccountIDs,
		HTTPProxyMode:                  awsbase.HTTPProxyModeSeparate,
		Insecure:                       c.Insecure,
		MaxRetries:                     c.MaxRetries,
		NoProxy:                        c.NoProxy,
		Profile:                        c.Profile,
		Region:                         c.Region,
		SecretKey:                      c.SecretKey,
		SharedConfigFiles:              c.SharedConfigFiles,
		SharedCredentialsFiles:         c.SharedCredentialsFiles,
		SkipCredsValidation:            c.SkipCredentialsValidation,
		StsEndpoint:                    c.Endpoints["sts"],
		StsRegion:                      c.STSRegion,
		SuppressDebugLog:               true,
		Token:                          c.Token,
		UseDualStackEndpoint:           c.UseDualStackEndpoint,
		UseFIPSEndpoint:                c.UseFIPSEndpoint,
	}
	if config.MaxRetries <= 0 {
		config.MaxRetries = defaultMaxRetries
	}
	if c.HTTPProxy != "" {
		config.HTTPProxy = aws.String(c.HTTPProxy)
	}
	if c.HTTPSProxy != "" {
		config.HTTPSProxy = aws.String(c.HTTPSProxy)
	}
	if name, version, _ := strings.Cut(c.UserAgent, "/"); name != "" {
		config.UserAgent = awsbase.UserAgentProducts{{Name: name, Version: version}}
	}
	for _, role := range c.AssumeRole {
		config.AssumeRole = append(config.AssumeRole, awsbase.AssumeRole(role))
	}
	if c.AssumeRoleWithWebIdentity != nil {
		role := awsbase.AssumeRoleWithWebIdentity(*c.AssumeRoleWithWebIdentity)
		config.AssumeRoleWithWebIdentity = &role
	}
	return config
}

// diagnosed joins diagnostics into one error and keeps the causes.
func diagnosed(diags diag.Diagnostics) error {
	var all []error
	for _, d := range diags.Errors() {
		if cause, ok := d.(diag.DiagnosticWithErr); ok && cause.Err() != nil {
			all = append(all, fmt.Errorf("%s: %w", d.Summary(), cause.Err()))
			continue
		}
		all = append(all, errors.New(strings.TrimSpace(d.Summary()+": "+d.Detail())))
	}
	return errors.Join(all...)
}

func connectHint(diags diag.Diagnostics) string {
	if slices.ContainsFunc(diags.Errors(), awsbase.IsCannotAssumeRoleError) {
		return "Check that the role exists, and that its trust policy lets these credentials assume it."
	}
	if awsbase.ContainsNoValidCredentialSourcesError(diags) {
		return "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give profile, access_key or assume_role. A local sandbox takes any access key."
	}
	return "Check the profile, the credentials, and whether AWS_ENDPOINT_URL points where it should."
}

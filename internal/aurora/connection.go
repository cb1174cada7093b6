package aurora

import "time"

// Connection says how to reach AWS. Names and meanings are those of the
// hashicorp/aws provider block; what is left empty comes from the usual AWS
// environment variables and files.
type Connection struct {
	Region                 string
	Profile                string
	AccessKey              string
	SecretKey              string
	Token                  string
	SharedConfigFiles      []string
	SharedCredentialsFiles []string
	// AssumeRole is a chain: each role is assumed with the one before.
	AssumeRole                []AssumeRole
	AssumeRoleWithWebIdentity *AssumeRoleWithWebIdentity
	// Endpoints are base URLs by service: cloudwatchlogs, ec2, rds, rdsdata,
	// secretsmanager, sts.
	Endpoints map[string]string
	// MaxRetries is the number of attempts of one call, throttled ones and the
	// first included. Default: 25, as in hashicorp/aws.
	MaxRetries                     int
	CustomCABundle                 string // path to a PEM file
	HTTPProxy                      string
	HTTPSProxy                     string
	NoProxy                        string
	Insecure                       bool
	UseFIPSEndpoint                bool
	UseDualStackEndpoint           bool
	STSRegion                      string
	SkipCredentialsValidation      bool
	AllowedAccountIDs              []string
	ForbiddenAccountIDs            []string
	EC2MetadataServiceEndpoint     string
	EC2MetadataServiceEndpointMode string

	// UserAgent is "name/version" of the program that calls.
	UserAgent string
	// PollInterval is the shortest time between two looks at what is waited
	// for. Default: 2 seconds; a local sandbox without delays takes less.
	PollInterval time.Duration
}

// AssumeRole is one role of a chain.
type AssumeRole struct {
	RoleARN           string
	Duration          time.Duration
	ExternalID        string
	Policy            string
	PolicyARNs        []string
	SessionName       string
	SourceIdentity    string
	Tags              map[string]string
	TransitiveTagKeys []string
}

// AssumeRoleWithWebIdentity is a role assumed with a token, as HCP Terraform's
// dynamic credentials do.
type AssumeRoleWithWebIdentity struct {
	RoleARN              string
	Duration             time.Duration
	Policy               string
	PolicyARNs           []string
	SessionName          string
	WebIdentityToken     string
	WebIdentityTokenFile string
}

package cli

import (
	"os"
	"strings"
)

// environment is ours, with what leads AWS clients to a sandbox and nothing that
// leads them elsewhere: no profile, no session, no file of the user's. Where SQL
// goes straight to its databases, this program trusts the authority in ca.
func (c sandboxExec) environment(url, ca string) ([]string, error) {
	secrets, key, err := readCredentials(c.Credentials)
	if err != nil {
		return nil, err
	}
	secret := secrets[key]
	if key == "" {
		key, secret = "sandbox", "sandbox"
	}
	var env []string
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "AWS_") {
			env = append(env, variable)
		}
	}
	return append(env,
		"AWS_ENDPOINT_URL="+url, "AWS_REGION="+c.Region, "AWS_DEFAULT_REGION="+c.Region,
		"AWS_ACCESS_KEY_ID="+key, "AWS_SECRET_ACCESS_KEY="+secret,
		"AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull, "AWS_EC2_METADATA_DISABLED=true",
		"DBARTIFACT_DATABASE_CA_BUNDLE="+ca,
	), nil
}

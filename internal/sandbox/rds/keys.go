package rds

import (
	"regexp"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

// defaultKey stands for the account's aws/rds key.
const defaultKey = "5a17d8e2-0000-4000-8000-000000000001"

// keyARN returns the ARN of a KMS key that was given as an ARN or an id.
func keyARN(region, key string) string {
	if key == "" || strings.HasPrefix(key, "arn:") {
		return key
	}
	if strings.HasPrefix(key, "alias/") {
		return account.ARN("kms", region, key)
	}
	return account.ARN("kms", region, "key/"+key)
}

// keyForm is what names a KMS key: its id, that of a multi-Region key, an alias,
// or an ARN of these.
// https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id
var keyForm = regexp.MustCompile(`^(arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:)?(key/)?` +
	`([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|mrk-[0-9a-f]{32}|alias/[A-Za-z0-9/_-]+)$`)

// checkKey refuses what cannot name a key. The sandbox has no KMS: every name of
// the right form is taken for a key that is there.
func checkKey(key string) error {
	if key != "" && !keyForm.MatchString(key) {
		return wire.Refusef("KMSKeyNotAccessibleFault", "The specified KMS key [%s] either doesn't exist, isn't enabled, or isn't accessible by the current user.", key)
	}
	return nil
}

package sts

import (
	"encoding/base32"
	"strings"
)

// roleID is the unique id of every role, as IAM would have given one.
const roleID = "AROASANDBOXSANDBOX00"

// Access keys of temporary credentials begin with ASIA. Ours hold whose they are,
// so that the caller's identity needs no memory. Base 32, for a key consists of
// capital letters and digits.
const keyPrefix = "ASIASANDBOX"

var keyEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

func newAccessKey(role, session string) string {
	return keyPrefix + keyEncoding.EncodeToString([]byte(role+"/"+session))
}

// sessionOf returns the role and the session that an access key was issued for.
func sessionOf(key string) (role, session string, issued bool) {
	encoded, issued := strings.CutPrefix(key, keyPrefix)
	if !issued {
		return "", "", false
	}
	plain, err := keyEncoding.DecodeString(encoded)
	if err != nil {
		return "", "", false
	}
	return strings.Cut(string(plain), "/")
}

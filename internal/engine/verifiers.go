package engine

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// scramIterations is PostgreSQL's own default (scram_iterations).
const scramIterations = 4096

// scramVerifier returns what PostgreSQL stores of a password, in the form that
// CREATE ROLE and ALTER ROLE take in its place: the password itself then never
// reaches the server, its log or pg_stat_activity. The form holds only letters,
// digits and +/=$:, so it needs no quoting in a literal.
// RFC 5803 section 2; https://www.postgresql.org/docs/15/catalog-pg-authid.html
//
// The password is printable ASCII, which RDS asks for too: for those characters
// every client's SASLprep (RFC 4013) leaves the password as it is.
func scramVerifier(password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // it never fails
	return verifierWith(password, salt)
}

func verifierWith(password string, salt []byte) (string, error) {
	salted, err := pbkdf2.Key(sha256.New, password, salt, scramIterations, sha256.Size)
	if err != nil {
		return "", fmt.Errorf("deriving the password's key: %w", err)
	}
	sign := func(text string) []byte {
		mac := hmac.New(sha256.New, salted)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	}
	stored := sha256.Sum256(sign("Client Key"))
	encode := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s",
		scramIterations, encode(salt), encode(stored[:]), encode(sign("Server Key"))), nil
}

// checkPassword refuses what not every client would send in the same bytes.
func checkPassword(password string) error {
	if password == "" {
		return errors.New("the password is empty")
	}
	for _, c := range []byte(password) {
		if c < ' ' || c > '~' {
			return errors.New("the password holds something else than printable ASCII characters")
		}
	}
	return nil
}

// nativeVerifier returns what MySQL's native authentication stores of a
// password: the password itself then never reaches the server. It holds only a
// star and hexadecimal digits, so it needs no quoting in a literal.
// https://mariadb.com/kb/en/authentication-plugin-mysql_native_password/
func nativeVerifier(password string) (string, error) {
	if err := checkPassword(password); err != nil {
		return "", err
	}
	once := sha1.Sum([]byte(password)) //nolint:gosec // the protocol's choice
	twice := sha1.Sum(once[:])         //nolint:gosec // the protocol's choice
	return fmt.Sprintf("*%X", twice), nil
}

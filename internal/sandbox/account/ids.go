package account

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"

	"github.com/google/uuid"
)

// ARN returns the ARN of something of this account in a Region.
func ARN(service, region, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", partition(region), service, region, ID, resource)
}

func partition(region string) string {
	switch {
	case strings.HasPrefix(region, "cn-"):
		return "aws-cn"
	case strings.HasPrefix(region, "us-gov-"):
		return "aws-us-gov"
	}
	return "aws"
}

// NewID returns an EC2 id: a prefix as "sg-" and 17 hexadecimal digits.
func NewID(prefix string) string {
	b := make([]byte, 9)
	_, _ = rand.Read(b) // never fails: https://pkg.go.dev/crypto/rand#Read
	return prefix + hex.EncodeToString(b)[:17]
}

// NewResourceID returns an RDS resource id: a prefix as "cluster-" and 26 capital
// letters and digits.
func NewResourceID(prefix string) string {
	return prefix + random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 26)
}

// NewSecretName returns the name that RDS gives to a cluster's managed secret.
func NewSecretName() string { return "rds!cluster-" + uuid.NewString() }

// NewSecretSuffix returns the six characters that end a secret's ARN.
func NewSecretSuffix() string {
	return random("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 6)
}

// NewVersionID returns the id of a secret's version.
func NewVersionID() string { return uuid.NewString() }

// NewPassword returns a password as RDS generates them for managed secrets: 28
// characters out of those that a master password may have.
func NewPassword() string {
	return random("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&()*+,-.:;<=>?[]^_{|}~", 28)
}

func random(alphabet string, n int) string {
	var b strings.Builder
	for range n {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic("crypto/rand: " + err.Error()) // documented never to happen
		}
		b.WriteByte(alphabet[i.Int64()])
	}
	return b.String()
}

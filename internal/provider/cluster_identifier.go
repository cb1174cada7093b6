package provider

import (
	"crypto/rand"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// Identifiers are 63 characters at most (RestoreDBClusterToPointInTime). The
// instances' end in -1 to -16, and a generated one in a dash and eight
// characters.
const (
	maxIdentifier       = 63 - len("-16")
	maxIdentifierPrefix = maxIdentifier - generatedSuffix
	generatedSuffix     = 9
)

var (
	identifierPattern = regexp.MustCompile(`^[a-z](-?[a-z0-9])*$`)
	prefixPattern     = regexp.MustCompile(`^[a-z](-?[a-z0-9])*-?$`)
)

func identifierValidators(longest int, pattern *regexp.Regexp) []validator.String {
	return []validator.String{
		stringvalidator.LengthBetween(1, longest),
		stringvalidator.RegexMatches(pattern,
			"must begin with a letter and hold lower-case letters, digits and single hyphens"),
	}
}

const defaultIdentifierPrefix = "dbartifact-"

// name gives a new cluster its owner token and, where the configuration leaves
// it open, its identifier. Neither can be made at plan: a plan that Terraform
// makes twice would come out different.
func (m *clusterModel) name() {
	m.OwnerToken = types.StringValue(rand.Text())
	if !m.ClusterIdentifier.IsUnknown() && !m.ClusterIdentifier.IsNull() {
		return
	}
	prefix := defaultIdentifierPrefix
	if p := m.ClusterIdentifierPrefix.ValueString(); p != "" {
		prefix = strings.TrimSuffix(p, "-") + "-"
	}
	m.ClusterIdentifier = types.StringValue(prefix + strings.ToLower(rand.Text()[:generatedSuffix-1]))
}

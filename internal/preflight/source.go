package preflight

import (
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/cluster"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
)

const (
	summaryRegion   = "Source is in another Region"
	summaryNoSource = "Source cluster is not there"
	summaryOther    = "Source is not what the artifact was built from"
	summarySource   = "Source cluster cannot be cloned"
	summaryKey      = "KMS key does not fit the source"
)

// sourceRule says whether the artifact's source is there, is the cluster that
// the artifact was built from, and can be cloned.
func sourceRule(w Wanted, s source, region string) []Finding {
	told := w.Spec.Source
	foreign := told.AccountID != s.account
	switch {
	case told.Region != region:
		return refuse("image", summaryRegion, "The artifact's source %s is in %s, and this provider works in %s. A clone is made in its source's Region: "+
			"set region accordingly.", told.ClusterARN, told.Region, region)
	case !s.found && foreign:
		return refuse("image", summaryNoSource, "The source %s belongs to account %s, and is not shared with account %s, or does not exist any more. Its owner "+
			"shares it through AWS Resource Access Manager, and somebody in this account accepts the invitation.", told.ClusterARN, told.AccountID, s.account)
	case !s.found:
		return refuse("image", summaryNoSource, "The source %s does not exist any more. Build the artifact from another cluster.", told.ClusterARN)
	case told.ClusterResourceID != "" && s.cluster.ResourceID != "" && told.ClusterResourceID != s.cluster.ResourceID:
		return refuse("image", summaryOther, "The name %s belongs to cluster %s now, and the artifact was built from %s. Build the artifact again.",
			told.ClusterID, s.cluster.ResourceID, told.ClusterResourceID)
	case told.Engine != s.cluster.Engine:
		return refuse("image", summaryOther, "The source %s has the engine %s now, and the artifact was built for %s. Build the artifact again.",
			told.ClusterARN, s.cluster.Engine, told.Engine)
	case foreign:
		return nil
	}
	if err := cluster.Cloneable(s.cluster); err != nil {
		return refuse("image", summarySource, "%s", strings.TrimSpace(capital(err.Error())+". "+failure.Hint(err)))
	}
	return nil
}

// keyRule says whether the wanted KMS key goes with the source's encryption.
// AWS's rules: the Amazon Aurora User Guide, cross-account cloning, and the RDS
// API Reference, RestoreDBClusterToPointInTime, KmsKeyId.
func keyRule(w Wanted, s source) []Finding {
	const attribute, defaultKey = "kms_key_id", "alias/aws/rds"
	if w.KeyUnknown {
		return nil
	}
	key, foreign := w.Target.KMSKeyID, w.Spec.Source.AccountID != s.account
	switch {
	case key != "" && !s.cluster.StorageEncrypted:
		return refuse(attribute, summaryKey, "The source %s is not encrypted, and AWS does not encrypt a clone of it. Leave kms_key_id out.", w.Spec.Source.ClusterARN)
	case key == "" && foreign && s.cluster.StorageEncrypted:
		return refuse(attribute, summaryKey, "The source %s is encrypted and belongs to another account. Set kms_key_id to a key that this account may use: "+
			"one of its own, or the source's.", w.Spec.Source.ClusterARN)
	case foreign && strings.HasSuffix(key, defaultKey):
		return refuse(attribute, summaryKey, "Another account's cluster cannot be cloned with the default key %s. Set kms_key_id to a key that you manage.", defaultKey)
	case keyRegion(key) != "" && keyRegion(key) != w.Spec.Source.Region:
		return refuse(attribute, summaryKey, "The key %s is in %s, and the clone will be in %s. Set kms_key_id to a key of the same Region.", key, keyRegion(key), w.Spec.Source.Region)
	}
	return nil
}

// keyRegion is the Region in a key's ARN, "" for an id or an alias.
func keyRegion(key string) string {
	parts := strings.SplitN(key, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return ""
	}
	return parts[3]
}

const (
	summaryFull   = "Next clone may be a full copy"
	summarySecond = "Shared source has a clone already"
	// maxClones is how many copy-on-write clones a source has; the next one is
	// a full copy (Amazon Aurora User Guide, limitations of cloning).
	maxClones = 15
)

// familyRule counts the source's clones among all clusters of the account.
func familyRule(w Wanted, s source, all []cluster.Cluster) []Finding {
	if w.Spec.Source.AccountID != s.account {
		for _, other := range all {
			marks, _ := cluster.ParseMarks(other.Tags)
			if other.CrossAccountClone && marks.Source == w.Spec.Source.ClusterARN && other.Identifier != w.Identifier {
				return refuse("image", summarySecond, "Cluster %q is a clone of %s already. AWS allows one clone of another account's cluster: clone %[1]q instead.",
					other.Identifier, w.Spec.Source.ClusterARN)
			}
		}
		return nil
	}
	clones := 0
	for _, other := range all {
		if s.cluster.CloneGroupID != "" && other.CloneGroupID == s.cluster.CloneGroupID && other.Identifier != s.cluster.Identifier && other.Identifier != w.Identifier {
			clones++
		}
	}
	if clones < maxClones {
		return nil
	}
	return warn("image", summaryFull, "The source %q and its clones are about %d clusters. AWS makes up to %d clones of one source copy-on-write; the next one "+
		"is a full copy, which takes longer and is billed in full. Delete clones that are no longer needed.", s.cluster.Identifier, clones+1, maxClones)
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

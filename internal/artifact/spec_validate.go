package artifact

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// Bounds of what travels in an artifact beside its specification.
const (
	// MaxFiles is the greatest number of files.
	MaxFiles = 10_000
	// MaxContentSize is the greatest sum of their sizes, in bytes.
	MaxContentSize = 128 << 20
)

// FormatPlainSQL is the format of a schema that is no changelog but a list of
// SQL files.
const FormatPlainSQL = "plain_sql"

// ChangelogFormats are the forms a schema can have: those of a changelog's root
// file, and plain SQL files.
var ChangelogFormats = []string{"xml", "yaml", "json", "sql", FormatPlainSQL}

var sha256Pattern = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Validate reports what makes s unfit to act on, whoever wrote it: missing
// facts, numbers out of bounds, paths that lead out of the artifact.
func (s Spec) Validate() error {
	var all []error
	expect := func(ok bool, format string, args ...any) {
		if !ok {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	expect(s.Version >= 1 && s.Version <= SpecVersion, "version is %d, expected 1 to %d", s.Version, SpecVersion)
	expect(slices.Contains(Engines, s.Source.Engine), "source.engine is %q, expected %s", s.Source.Engine, strings.Join(Engines, " or "))
	expect(s.Source.ClusterID != "", "source.cluster_id is missing")
	expect(clusterARNPattern.MatchString(s.Source.ClusterARN), "source.cluster_arn is %q, expected a cluster's ARN", s.Source.ClusterARN)
	t := s.Target
	expect(t.VPCID != "", "target.vpc_id is missing")
	expect(t.DBSubnetGroupName != "" || len(t.SubnetIDs) >= minSubnets, "target.subnet_ids has %d, expected %s", len(t.SubnetIDs), expectedSubnetList)
	expect(instanceClassPattern.MatchString(t.InstanceClass), "target.instance_class is %q, expected one such as db.r6g.large", t.InstanceClass)
	expect(t.InstanceCount >= 1 && t.InstanceCount <= maxInstances, "target.instance_count is %d, expected 1 to %d", t.InstanceCount, maxInstances)
	expect(t.PromotionTier >= 0 && t.PromotionTier <= maxPromotionTier, "target.promotion_tier is %d, expected 0 to %d", t.PromotionTier, maxPromotionTier)
	expect(t.Port >= minPort && t.Port <= maxPort, "target.port is %d, expected %d to %d", t.Port, minPort, maxPort)
	expect(t.BackupRetentionPeriod >= 1 && t.BackupRetentionPeriod <= maxRetention, "target.backup_retention_period is %d, expected 1 to %d", t.BackupRetentionPeriod, maxRetention)
	if s.Changelog != nil {
		all = append(all, s.Changelog.validate()...)
	}
	if s.Compiled != nil {
		all = append(all, validateFiles("compiled", []File{*s.Compiled})...)
	}
	if len(s.CloneScripts) > 0 {
		all = append(all, s.validateScripts()...)
	}
	return errors.Join(all...)
}

// validateScripts holds the scripts to the rules of files; their order is that
// in which they run.
func (s Spec) validateScripts() []error {
	sorted := slices.SortedFunc(slices.Values(s.CloneScripts), func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return validateFiles("clone_scripts", sorted)
}

func (c Changelog) validate() (all []error) {
	if !slices.Contains(ChangelogFormats, c.Format) {
		all = append(all, fmt.Errorf("changelog.format is %q, expected %s", c.Format, strings.Join(ChangelogFormats, ", ")))
	}
	return append(all, validateFiles("changelog.files", c.Files)...)
}

// validateFiles says what is wrong with the files of the field of that name.
func validateFiles(field string, files []File) (all []error) {
	if len(files) == 0 || len(files) > MaxFiles {
		return []error{fmt.Errorf("%s has %d, expected 1 to %d", field, len(files), MaxFiles)}
	}
	var total int64
	for i, f := range files {
		if !isInside(f.Path) {
			all = append(all, fmt.Errorf("%s has the path %q, expected a relative one without \"..\"", field, f.Path))
		}
		if i > 0 && f.Path <= files[i-1].Path {
			all = append(all, fmt.Errorf("%s has %q out of order, expected each path once, sorted", field, f.Path))
		}
		if !sha256Pattern.MatchString(f.SHA256) {
			all = append(all, fmt.Errorf("%s has the hash %q for %q, expected 64 lower-case hex digits", field, f.SHA256, f.Path))
		}
		if f.Size < 0 || f.Size > MaxContentSize {
			return append(all, fmt.Errorf("%s has the size %d for %q, expected 0 to %d", field, f.Size, f.Path, MaxContentSize))
		}
		total += f.Size
	}
	if total > MaxContentSize {
		all = append(all, fmt.Errorf("%s has %d bytes in all, at most %d are read", field, total, MaxContentSize))
	}
	return all
}

// isInside tells whether a slash-separated path, joined to a folder, stays in
// it, and is written in the one shortest way.
func isInside(p string) bool {
	return p != "" && p != "." && path.Clean(p) == p && !path.IsAbs(p) &&
		p != ".." && !strings.HasPrefix(p, "../") &&
		!strings.ContainsRune(p, '\\') && !strings.ContainsFunc(p, isControl)
}

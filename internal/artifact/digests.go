package artifact

import "slices"

// CloneInputs is a digest of everything that is fixed at the moment a clone is
// made: the source and the network, the key and the kind of the storage. When
// it changes, only a new clone will do. The source's engine version is not in
// it: a source that was upgraded later leaves the clone what it is.
func (s Spec) CloneInputs() string {
	return digestOf(struct {
		SourceARN         string   `json:"source_arn"`
		SourceResourceID  string   `json:"source_resource_id"`
		VPCID             string   `json:"vpc_id"`
		DBSubnetGroupName string   `json:"db_subnet_group_name"`
		SubnetIDs         []string `json:"subnet_ids"`
		KMSKeyID          string   `json:"kms_key_id"`
	}{
		s.Source.ClusterARN, s.Source.ClusterResourceID,
		s.Target.VPCID, s.Target.DBSubnetGroupName, sorted(s.Target.SubnetIDs),
		s.Target.KMSKeyID,
	})
}

// CreateInputs is a digest of everything that is fixed at the moment an empty
// cluster is made: engine, database and network, and the key of the storage.
// Which cluster was the source is not in it: the new one holds nothing of it.
// Neither is the engine's version, which moves in place.
func (s Spec) CreateInputs() string {
	return digestOf(struct {
		Engine            string   `json:"engine"`
		DatabaseName      string   `json:"database_name"`
		VPCID             string   `json:"vpc_id"`
		DBSubnetGroupName string   `json:"db_subnet_group_name"`
		SubnetIDs         []string `json:"subnet_ids"`
		KMSKeyID          string   `json:"kms_key_id"`
	}{
		s.Source.Engine, s.Target.DatabaseName,
		s.Target.VPCID, s.Target.DBSubnetGroupName, sorted(s.Target.SubnetIDs),
		s.Target.KMSKeyID,
	})
}

// MaskingDigest is a digest of the scripts that mask a clone, and of their
// order; "" when there are none. What a clone's mark says is compared with it.
func (s Spec) MaskingDigest() string {
	if len(s.CloneScripts) == 0 {
		return ""
	}
	return digestOf(s.CloneScripts)
}

// InputsDigest is a digest of everything the user gave: while it stays the same,
// what was discovered from the source stays frozen in the artifact. The order
// of subnets, of logs and the way of writing (INI or HCL) make no difference. Changelog
// may be nil; others are the files that the configuration names beside it, its
// clone scripts first.
func InputsDigest(c Config, triggers map[string]string, changelog *Changelog, others ...File) string {
	c.TargetDB.SubnetIDs = sorted(c.TargetDB.SubnetIDs)
	c.TargetDB.EnabledCloudwatchLogsExports = sorted(c.TargetDB.EnabledCloudwatchLogsExports)
	if len(triggers) == 0 {
		triggers = nil // null and {} ask for the same
	}
	return digestOf(struct {
		Config    Config            `json:"config"`
		Triggers  map[string]string `json:"triggers,omitempty"`
		Changelog *Changelog        `json:"changelog,omitempty"`
		Scripts   []File            `json:"clone_scripts,omitempty"`
	}{c, triggers, changelog, others})
}

// digestOf takes values that JSON can always hold: strings, numbers read from
// JSON or INI (both without NaN), and structures of those.
func digestOf(v any) string {
	text, err := canonical(v)
	if err != nil {
		panic("artifact: a value that JSON cannot hold: " + err.Error())
	}
	return DigestOf(text)
}

func sorted(ids []string) []string {
	ids = slices.Clone(ids)
	slices.Sort(ids)
	return ids
}

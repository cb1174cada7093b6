package rds

import (
	"context"
	"strings"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/account"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/wire"
)

type describeDBClusterSnapshotsInput struct {
	DBClusterIdentifier         string
	DBClusterSnapshotIdentifier string
	DbClusterResourceID         string `aws:"DbClusterResourceId"`
	SnapshotType                string
	IncludeShared               bool
	IncludePublic               bool
	filtersParameter
	pagingParameter
}

type clusterSnapshot struct {
	DBClusterSnapshotIdentifier      string
	DBClusterSnapshotArn             string
	DBClusterIdentifier              string
	DbClusterResourceID              string `xml:"DbClusterResourceId"`
	SnapshotCreateTime               string
	ClusterCreateTime                string
	SnapshotType                     string
	Status                           string
	PercentProgress                  int
	Engine                           string
	EngineMode                       string
	EngineVersion                    string
	AllocatedStorage                 int
	Port                             int
	VpcID                            string `xml:"VpcId"`
	MasterUsername                   string
	LicenseModel                     string
	AvailabilityZones                wire.List[string]
	StorageEncrypted                 bool
	KmsKeyID                         string `xml:"KmsKeyId,omitempty"`
	StorageType                      string
	IAMDatabaseAuthenticationEnabled bool
	TagList                          wire.List[tag]
}

type describeDBClusterSnapshotsResult struct {
	DBClusterSnapshots wire.List[clusterSnapshot]
	Marker             string `xml:",omitempty"`
}

func (c *Control) describeDBClusterSnapshots(ctx context.Context, r *wire.Request, in *describeDBClusterSnapshotsInput) (any, error) {
	if in.DBClusterIdentifier != "" && in.DBClusterSnapshotIdentifier != "" {
		return nil, wire.InvalidCombinationf("DBClusterIdentifier can't be used in conjunction with DBClusterSnapshotIdentifier.")
	}
	wanted, err := matcher(in.filtersParameter, map[string]func(*account.Snapshot) []string{
		"db-cluster-id":          func(s *account.Snapshot) []string { return []string{s.Of.ID, s.Of.ARN(r.Region)} },
		"db-cluster-snapshot-id": func(s *account.Snapshot) []string { return []string{s.ID, s.ARN(r.Region)} },
		"snapshot-type":          func(s *account.Snapshot) []string { return []string{s.Type()} },
		"engine":                 func(s *account.Snapshot) []string { return []string{s.Of.Engine} },
	})
	if err != nil {
		return nil, err
	}
	if err := in.check(100); err != nil {
		return nil, err
	}
	var result describeDBClusterSnapshotsResult
	err = c.read(ctx, func(a *account.Account) error {
		one := findSnapshot(a, r.Region, in.DBClusterSnapshotIdentifier)
		if in.DBClusterSnapshotIdentifier != "" && one == nil {
			return wire.NotFoundf("DBClusterSnapshotNotFoundFault", "DBClusterSnapshot %s not found.", in.DBClusterSnapshotIdentifier)
		}
		of := strings.ToLower(strings.TrimPrefix(in.DBClusterIdentifier, account.ARN("rds", r.Region, "cluster:")))
		var matching []*account.Snapshot
		name := func(s *account.Snapshot) string { return s.ID }
		for _, s := range account.Sorted(a.Snapshots.All(), name) {
			if wanted(s) && (one == nil || s == one) && (of == "" || s.Of.ID == of) &&
				(in.DbClusterResourceID == "" || s.Of.ResourceID == in.DbClusterResourceID) &&
				(in.SnapshotType == "" || in.SnapshotType == s.Type()) {
				matching = append(matching, s)
			}
		}
		var shown []clusterSnapshot
		matching, result.Marker = page(in.pagingParameter, matching, name)
		for _, s := range matching {
			shown = append(shown, showSnapshot(s, r.Region))
		}
		result.DBClusterSnapshots = wire.ListOf("DBClusterSnapshot", shown)
		return nil
	})
	return result, err
}

func showSnapshot(s *account.Snapshot, region string) clusterSnapshot {
	storage := s.Of.StorageType
	if storage == "" {
		storage = "aurora"
	}
	shown := clusterSnapshot{
		DBClusterSnapshotIdentifier: s.ID, DBClusterSnapshotArn: s.ARN(region), DBClusterIdentifier: s.Of.ID,
		DbClusterResourceID: s.Of.ResourceID, SnapshotCreateTime: wire.Timestamp(s.Created), ClusterCreateTime: wire.Timestamp(s.Of.Created),
		SnapshotType: s.Type(), Status: s.Phases.Status(s.Rest), Engine: s.Of.Engine, EngineMode: "provisioned",
		EngineVersion: s.Of.EngineVersion, AllocatedStorage: 1, Port: s.Of.Port, VpcID: s.VPC, MasterUsername: s.Of.MasterUser,
		LicenseModel: licenseOf(s.Of.EngineVersion), AvailabilityZones: wire.ListOf("AvailabilityZone", zoneNames(region, s.Of.Zones)),
		StorageEncrypted: s.Of.StorageEncrypted, KmsKeyID: keyARN(region, s.Of.KMSKey), StorageType: storage,
		IAMDatabaseAuthenticationEnabled: s.Of.IAMAuthentication, TagList: showTags(s.Tags),
	}
	if len(s.Phases) == 0 {
		shown.PercentProgress = 100
	}
	return shown
}

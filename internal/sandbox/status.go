package sandbox

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/sandbox/admin"
)

// status is what the admin interface shows.
func (s *Server) status(ctx context.Context) (admin.Status, error) {
	shown := admin.Status{
		URL: s.url, Engine: s.engine, Timing: string(s.timing), Started: s.started,
		Requests: s.requests.Load(), Faults: len(s.faults.List()), Clusters: []admin.Cluster{},
	}
	clusters, err := s.control.Overview()
	if err != nil {
		return admin.Status{}, err
	}
	for _, c := range clusters {
		cluster := admin.Cluster{
			Identifier: c.ID, ResourceID: c.ResourceID, Status: c.Status, Address: c.Address, Port: c.Port,
			CloneGroup: c.CloneGroup, Instances: []admin.Instance{},
		}
		for _, m := range c.Members {
			cluster.Instances = append(cluster.Instances, admin.Instance{Identifier: m.ID, Status: m.Status, Class: m.Class, Writer: m.Writer})
		}
		if cluster.DiskBytes, err = diskUse(ctx, filepath.Join(s.clusters, c.ResourceID)); err != nil {
			return admin.Status{}, err
		}
		shown.Clusters = append(shown.Clusters, cluster)
	}
	return shown, nil
}

// diskUse adds up the files below a folder, in bytes. Files that go while it
// looks, and a folder that is not there, count nothing.
func diskUse(ctx context.Context, folder string) (int64, error) {
	var total int64
	err := filepath.WalkDir(folder, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		info, err := entry.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err == nil {
			total += info.Size()
		}
		return err
	})
	return total, err
}

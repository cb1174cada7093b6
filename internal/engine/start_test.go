package engine_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/engine/enginetest"
)

func TestRootRunsServerUnprivileged(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root gives up rights")
	}
	p := enginetest.Postgres(t)
	_, at, dir := newMaster(t, p)
	info, err := os.Stat(fmt.Sprintf("/proc/%d", postmaster(t, dir)))
	if err != nil {
		t.Skip(err)
	}
	if uid, _, err := engine.Owner(info); err != nil || uid == 0 {
		t.Errorf("the server runs as user %d, %v", uid, err)
	}
	if got := value[string](t, session(t, at), "SHOW data_directory_mode"); got != "0700" {
		t.Errorf("the data has mode %s", got)
	}
}

func TestUnreachableFolderIsNamed(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root's servers run as somebody else")
	}
	p := enginetest.Postgres(t)
	closed := filepath.Join(enginetest.Dir(t), "closed")
	if err := os.Mkdir(closed, 0o700); err != nil {
		t.Fatal(err)
	}
	err := p.Init(t.Context(), filepath.Join(closed, "source"))
	if !errors.Is(err, os.ErrPermission) || !strings.Contains(err.Error(), closed) {
		t.Errorf("got %v, want the closed folder named", err)
	}
}

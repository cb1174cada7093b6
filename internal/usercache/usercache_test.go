package usercache_test

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/usercache"
)

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	folder := usercache.At(filepath.Join(t.TempDir(), "new"), 100)
	if _, err := folder.Read("a", 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("before: got %v, want fs.ErrNotExist", err)
	}
	write(t, folder, "a", "one")
	write(t, folder, "a", "two")
	if got, err := folder.Read("a", 3); err != nil || string(got) != "two" {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := folder.Read("a", 2); err == nil {
		t.Error("a file that is larger than asked for was read")
	}
	info, err := os.Stat(filepath.Dir(folder.Path("a")))
	if err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder is %v, %v, want one for its user alone", info.Mode(), err)
	}
	for range 2 {
		if err := folder.Forget("a"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := folder.Read("a", 10); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("forgotten: got %v, want fs.ErrNotExist", err)
	}
}

func TestWhatWasNotUsedForLongestIsForgottenFirst(t *testing.T) {
	folder := usercache.At(t.TempDir(), 10)
	write(t, folder, "old", "1234")
	write(t, folder, "older but used", "1234")
	long := time.Now().Add(-time.Hour)
	for _, name := range []string{"old", "older but used"} {
		if err := os.Chtimes(folder.Path(name), long, long); err != nil {
			t.Fatal(err)
		}
		long = long.Add(-time.Hour)
	}
	if _, err := folder.Read("older but used", 10); err != nil {
		t.Fatal(err)
	}
	write(t, folder, "new", "1234")
	for name, there := range map[string]bool{"old": false, "older but used": true, "new": true} {
		if _, err := folder.Read(name, 10); (err == nil) != there {
			t.Errorf("%s: got %v", name, err)
		}
	}
	write(t, folder, "larger than the limit", "123456789012")
	if _, err := folder.Read("larger than the limit", 20); err != nil {
		t.Errorf("what was just written is gone: %v", err)
	}
}

func TestAFailedWriteLeavesWhatWasThere(t *testing.T) {
	folder := usercache.At(t.TempDir(), 100)
	write(t, folder, "a", "one")
	failed := errors.New("no more")
	err := folder.Fill("a", func(w io.Writer) error {
		_, err := io.WriteString(w, "half of")
		return errors.Join(err, failed)
	})
	if !errors.Is(err, failed) {
		t.Errorf("got %v", err)
	}
	if got, err := folder.Read("a", 10); err != nil || string(got) != "one" {
		t.Errorf("got %q, %v", got, err)
	}
	entries, err := os.ReadDir(filepath.Dir(folder.Path("a")))
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v", entries, err)
	}
}

func TestAKeptFileStaysTheFileThatItWas(t *testing.T) {
	folder := usercache.At(t.TempDir(), 100)
	keep := func(text string) fs.FileInfo {
		err := folder.Keep("a", func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(folder.Path("a"))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	if first, second := keep("one"), keep("two"); !os.SameFile(first, second) || second.Size() != first.Size() {
		t.Error("the file was replaced")
	}
	if left, err := os.ReadDir(filepath.Dir(folder.Path("a"))); err != nil || len(left) != 1 {
		t.Errorf("the folder holds %v, %v", left, err)
	}
}

func TestWithoutAFolderNothingIsRemembered(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	folder := usercache.Open("a", 1)
	if folder.Remembers() {
		t.Skip("this system has a cache folder without either")
	}
	if err := folder.Write("a", nil); !errors.Is(err, usercache.ErrNone) {
		t.Errorf("got %v, want ErrNone", err)
	}
	if _, err := folder.Read("a", 1); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want fs.ErrNotExist", err)
	}
	if err := folder.Forget("a"); err != nil {
		t.Error(err)
	}
}

func write(t *testing.T, folder usercache.Folder, name, text string) {
	t.Helper()
	if err := folder.Write(name, []byte(text)); err != nil {
		t.Fatal(err)
	}
}

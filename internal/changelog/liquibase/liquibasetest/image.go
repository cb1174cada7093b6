package liquibasetest

import (
	"archive/tar"
	"context"
	"crypto/rand"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// Image makes a container image of this machine's Java and Liquibase, laid out as
// Liquibase's own is, and returns its name and the host of the Engine that has it.
// Nothing else is in it. Without one of the parts the test is skipped, or fails
// with CI=true.
func Image(t *testing.T) (name, host string) {
	t.Helper()
	host = storetest.Engine(t)
	home := Installed(t).Home()
	java, err := exec.LookPath("java")
	if err == nil {
		java, err = filepath.EvalSymlinks(java)
	}
	if err != nil {
		t.Fatal(err)
	}
	name = "dbartifact-test-" + strings.ToLower(rand.Text()) + ":4.28"
	docker := func(ctx context.Context, in io.Reader, args ...string) error {
		cmd := exec.CommandContext(ctx, "docker", args...)
		cmd.Env, cmd.Stdin = append(cmd.Environ(), "DOCKER_HOST="+host), in
		if out, err := cmd.CombinedOutput(); err != nil {
			return errors.Join(err, errors.New(string(out)))
		}
		return nil
	}
	files, w := io.Pipe()
	go func() { w.CloseWithError(archive(t.Context(), w, filepath.Dir(filepath.Dir(java)), home)) }()
	err = docker(t.Context(), files, "import", "--change=ENV JAVA_HOME=/opt/java/openjdk", "--change=ENV LIQUIBASE_HOME=/liquibase",
		"--change=ENTRYPOINT [\"/liquibase/docker-entrypoint.sh\"]", "-", name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := docker(context.WithoutCancel(t.Context()), nil, "image", "rm", name); err != nil {
			t.Error(err)
		}
	})
	return name, host
}

// unused are files of a Java that is for development, or shows something.
var unused = []string{"ct.sym", "src.zip", "jmods", "libawt_xawt.so", "libsplashscreen.so", "libjawt.so", "libatk-wrapper.so", "libfontmanager.so"}

// archive writes the image's files: links become what they lead to.
func archive(ctx context.Context, w io.Writer, java, liquibase string) error {
	out := tar.NewWriter(w)
	if err := out.WriteHeader(&tar.Header{Name: "tmp/", Typeflag: tar.TypeDir, Mode: 0o1777}); err != nil {
		return err
	}
	var binaries []string
	for _, tree := range [][2]string{
		{filepath.Join(java, "bin", "java"), "opt/java/openjdk/bin/java"},
		{filepath.Join(java, "lib"), "opt/java/openjdk/lib"},
		{filepath.Join(java, "conf"), "opt/java/openjdk/conf"},
		{filepath.Join(liquibase, "internal", "lib"), "liquibase/internal/lib"},
	} {
		if err := add(out, tree[0], tree[1], &binaries); err != nil {
			return err
		}
	}
	needed, err := exec.CommandContext(ctx, "ldd", binaries...).Output()
	if err != nil {
		return err
	}
	var libraries []string
	for _, found := range regexp.MustCompile(`(?m)^\t(?:.* => )?(/\S+) \(0x`).FindAllStringSubmatch(string(needed), -1) {
		if !strings.HasPrefix(found[1], java) {
			libraries = append(libraries, found[1])
		}
	}
	slices.Sort(libraries)
	for _, library := range slices.Compact(libraries) {
		if err := add(out, library, strings.TrimPrefix(library, "/"), nil); err != nil {
			return err
		}
	}
	return out.Close()
}

// add writes a file, or a folder with all below it, and notes what of it the
// system's linker loads.
func add(out *tar.Writer, from, name string, binaries *[]string) error {
	if slices.Contains(unused, filepath.Base(from)) {
		return nil
	}
	info, err := os.Stat(from)
	if errors.Is(err, os.ErrNotExist) {
		return nil // a link into a package that is not installed
	}
	if err != nil {
		return err
	}
	if info.IsDir() {
		entries, err := os.ReadDir(from)
		for _, entry := range entries {
			err = errors.Join(err, add(out, filepath.Join(from, entry.Name()), name+"/"+entry.Name(), binaries))
		}
		return err
	}
	if binaries != nil && (filepath.Ext(from) == ".so" || filepath.Base(from) == "java") {
		*binaries = append(*binaries, from)
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	if err := out.WriteHeader(&tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: int64(info.Mode().Perm()) | 0o444, Size: info.Size()}); err != nil {
		return err
	}
	_, err = io.Copy(out, f)
	return err
}

package imagestore_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"testing"
	"time"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/tarball"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

// TestMain is also the program in the containers of these tests: this file, on
// nothing.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "contained" {
		os.Exit(contained(os.Args[2:]))
	}
	os.Exit(m.Run())
}

// contained says what it sees, or waits to be interrupted.
func contained(args []string) int {
	if args[0] == "wait" {
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		fmt.Println("waiting")
		<-interrupted
		return status(os.WriteFile("interrupted", nil, 0o600))
	}
	dir, err := os.Getwd()
	readable, reading := os.ReadFile(args[1])
	writing := os.WriteFile(args[1], nil, 0o600)
	fmt.Printf("in %s as %d:%d with %s and %q, %s\n", dir, os.Getuid(), os.Getgid(), os.Getenv("GIVEN"), readable, os.Getenv("OF_THE_IMAGE"))
	fmt.Fprintln(os.Stderr, "only to be read:", writing != nil)
	return status(errors.Join(err, reading, os.WriteFile("written", []byte("here"), 0o600)))
}

func status(err error) int {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 3
}

// program is an image with this test's program as /program.
func program(t *testing.T) v1.Image {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(executable)
	if err != nil {
		t.Fatal(err)
	}
	files := tarFile(t, map[string]string{"program": string(content)})
	layer, err := tarball.LayerFromOpener(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(files)), nil })
	if err != nil {
		t.Fatal(err)
	}
	img, err := mutate.AppendLayers(empty.Image, layer)
	if err == nil {
		img, err = mutate.Config(img, v1.Config{Env: []string{"OF_THE_IMAGE=its own"}, Entrypoint: []string{"/nothing"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// started is an Engine that has the program, by the id.
func started(t *testing.T) (store *imagestore.Engine, id string) {
	t.Helper()
	at := engine(t)
	store, ok := at.Store.(*imagestore.Engine)
	if !ok {
		t.Fatalf("got a %T", at.Store)
	}
	put(t, at, program(t))
	id, env, err := store.Pull(t.Context(), at.Name)
	if err != nil || !strings.Contains(strings.Join(env, "\n"), "OF_THE_IMAGE=its own") {
		t.Fatalf("%v, and the environment %q", err, env)
	}
	t.Cleanup(func() { noneLeft(t, id) })
	return store, id
}

func noneLeft(t *testing.T, id string) {
	t.Helper()
	out, err := exec.CommandContext(background(t), need(t, "docker"), "ps", "--all", "--quiet", "--filter=ancestor="+id).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("containers are left: %v, %s", err, out)
	}
}

func TestEngineRunsAProgramAsThisMachineWould(t *testing.T) {
	store, id := started(t)
	dir, other := t.TempDir(), filepath.Join(t.TempDir(), "other")
	if err := os.WriteFile(other, []byte("from here"), 0o600); err != nil {
		t.Fatal(err)
	}
	var stdout, stderr strings.Builder
	cmd := &exec.Cmd{Args: []string{"/program", "contained", "look", other}, Dir: dir, Env: []string{"GIVEN=a gift"}, Stdout: &stdout, Stderr: &stderr}
	err := store.Run(t.Context(), id, cmd, other)
	if exit, ok := errors.AsType[*imagestore.ExitError](err); !ok || exit.Code != 3 || err.Error() != "exit status 3" {
		t.Fatalf("got %v, and %s", err, stderr.String())
	}
	if want := fmt.Sprintf("in %s as %d:%d with a gift and \"from here\", its own\n", dir, os.Getuid(), os.Getgid()); stdout.String() != want {
		t.Errorf("got %q, want %q", stdout.String(), want)
	}
	if stderr.String() != "only to be read: true\n" {
		t.Errorf("got %q", stderr.String())
	}
	if written, err := os.ReadFile(filepath.Join(dir, "written")); string(written) != "here" {
		t.Errorf("got %q, %v", written, err)
	}
	noneLeft(t, id)

	for name, cmd := range map[string]*exec.Cmd{
		"no such file or directory": {Args: []string{"/nothing"}, Dir: dir},
		"bind source path":          {Args: []string{"/program"}, Dir: filepath.Join(dir, "missing")},
		"is no folder that it can":  {Args: []string{"/program"}, Dir: `C:\folder`},
	} {
		if err := store.Run(t.Context(), id, cmd); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("got %v, want %q in it", err, name)
		}
	}
}

// says is called when a program says something.
type says func()

func (s says) Write(p []byte) (int, error) {
	s()
	return len(p), nil
}

func TestEngineEndsAProgramWithItsContext(t *testing.T) {
	store, id := started(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("the user wants to go home")
	cmd := &exec.Cmd{
		Args: []string{"/program", "contained", "wait"}, Dir: t.TempDir(), WaitDelay: time.Minute,
		Stdout: says(func() { cancel(cause) }),
	}
	if err := store.Run(ctx, id, cmd); !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(cmd.Dir, "interrupted")); err != nil {
		t.Errorf("it was not interrupted but killed: %v", err)
	}
}

func TestEngineReadsOneFileOfAnImage(t *testing.T) {
	store, id := started(t)
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile(executable)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := store.ReadFile(t.Context(), id, "/program"); err != nil || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, want %d: %v", len(got), len(want), err)
	}
	for name, says := range map[string]string{"/nothing": "Could not find the file", "/": "it is no regular file"} {
		if _, err := store.ReadFile(t.Context(), id, name); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestEnginePullsAnImageOnlyWhenItHasNone(t *testing.T) {
	in, at := engine(t), registryAt(storetest.Registry(t))
	store, ok := in.Store.(*imagestore.Engine)
	if !ok {
		t.Fatalf("got a %T", in.Store)
	}
	if _, _, err := store.Pull(t.Context(), at.Name); err == nil || !strings.Contains(err.Error(), "pulling the image") {
		t.Errorf("an image that is nowhere: %v", err)
	}
	stored := put(t, at, storetest.Image(t, 47))
	t.Cleanup(func() {
		if err := store.Remove(background(t), at.Name); err != nil {
			t.Error(err)
		}
	})
	id, _, err := store.Pull(t.Context(), at.Name)
	if err != nil {
		t.Fatal(err)
	}
	if err := at.Store.Remove(t.Context(), stored.Reference); err != nil {
		t.Fatal(err)
	}
	if again, _, err := store.Pull(t.Context(), at.Name); err != nil || again != id {
		t.Errorf("got %s, %v, want %s without the registry", again, err, id)
	}
}

func TestEngineThatIsDownRunsNothing(t *testing.T) {
	store, err := imagestore.NewEngine(imagestore.EngineConfig{Host: "unix://" + filepath.Join(t.TempDir(), "docker.sock")})
	if err != nil {
		t.Fatal(err)
	}
	_, _, pull := store.Pull(t.Context(), "orders:v1")
	_, read := store.ReadFile(t.Context(), "orders:v1", "/file")
	run := store.Run(t.Context(), "orders:v1", &exec.Cmd{Args: []string{"/program"}, Dir: t.TempDir()})
	for op, err := range map[string]error{"Pull": pull, "ReadFile": read, "Run": run} {
		if !errors.Is(err, imagestore.ErrUnreachable) {
			t.Errorf("%s: got %v, want ErrUnreachable", op, err)
		}
	}
}

package imagestore_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-containerregistry/pkg/authn"

	"github.com/dbartifact/terraform-provider-dbartifact/internal/failure"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore"
	"github.com/dbartifact/terraform-provider-dbartifact/internal/imagestore/storetest"
)

const (
	user     = "ann"
	password = "correct-horse-battery"
)

// anonymous is a Docker configuration without a login.
var anonymous = authn.NewMultiKeychain()

func TestRegistryWithALogin(t *testing.T) {
	host := storetest.Registry(t, storetest.WithLogin(user, password))
	img := storetest.Image(t, 50)
	login := func(word string) imagestore.RegistryConfig {
		return imagestore.RegistryConfig{Auth: []imagestore.RegistryAuth{{Address: "https://" + host + "/v1/", Username: user, Password: word}}}
	}
	for _, tc := range []struct {
		name   string
		config imagestore.RegistryConfig
		enters bool
	}{
		{"with the password", login(password), true},
		{"with another password", login(password + "s"), false},
		{"without", imagestore.RegistryConfig{Keychain: anonymous}, false},
		{"with one that is asked for", asking(host, password), true},
		{"with one that is known for elsewhere", asking("elsewhere", password), false},
		{"with the given one, asking nobody", imagestore.RegistryConfig{Auth: login(password).Auth, Login: refusing(t)}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			at := storetest.Place{Store: imagestore.NewRegistry(tc.config), Name: host + "/" + storetest.UniqueName()}
			if tc.enters {
				put(t, at, img)
				return
			}
			_, pushed := at.Store.Put(t.Context(), at.Name, img)
			_, found := at.Store.Find(t.Context(), at.Name)
			removed := at.Store.Remove(t.Context(), at.Name)
			for op, err := range map[string]error{"Put": pushed, "Find": found, "Remove": removed} {
				if !errors.Is(err, imagestore.ErrRefused) || errors.Is(err, imagestore.ErrNotFound) {
					t.Errorf("%s: got %v, want ErrRefused", op, err)
				}
				if text := fmt.Sprintf("%v %+v %#v", err, err, tc.config); strings.Contains(text, password) {
					t.Errorf("%s: the password is in %q", op, text)
				}
				if !strings.Contains(failure.Hint(err), "docker login "+host) {
					t.Errorf("%s: got the hint %q", op, failure.Hint(err))
				}
			}
		})
	}
}

// asking has no login but one that somebody knows for a host.
func asking(known, password string) imagestore.RegistryConfig {
	return imagestore.RegistryConfig{Keychain: anonymous, Login: func(_ context.Context, host string) (string, string, error) {
		if host != known {
			return "", "", nil
		}
		return user, password, nil
	}}
}

// refusing fails the test when it is asked.
func refusing(t *testing.T) func(context.Context, string) (string, string, error) {
	t.Helper()
	return func(_ context.Context, host string) (string, string, error) {
		t.Errorf("asked for a login at %s", host)
		return "", "", nil
	}
}

func TestRegistryLoginThatFailsSaysSo(t *testing.T) {
	refused := errors.New("not allowed")
	store := imagestore.NewRegistry(imagestore.RegistryConfig{Keychain: anonymous, Login: func(context.Context, string) (string, string, error) {
		return "", "", refused
	}})
	_, err := store.Find(t.Context(), storetest.Registry(t)+"/x:v1")
	if !errors.Is(err, refused) || !strings.Contains(err.Error(), "logging in at 127.0.0.1") {
		t.Errorf("got %v", err)
	}
}

func TestRegistryThatNeverDeletesSaysSo(t *testing.T) {
	at := registryAt(storetest.Registry(t, storetest.WithoutDelete()))
	stored, err := at.Store.Put(t.Context(), at.Name, storetest.Image(t, 51))
	if err != nil {
		t.Fatal(err)
	}
	err = at.Store.Remove(t.Context(), stored.Reference)
	if !errors.Is(err, imagestore.ErrRefused) || !strings.Contains(failure.Hint(err), "life cycle rules") {
		t.Errorf("got %v with the hint %q", err, failure.Hint(err))
	}
}

func TestRegistryThatDoesNotAnswer(t *testing.T) {
	at := registryAt("127.0.0.1:1")
	_, put := at.Store.Put(t.Context(), at.Name, storetest.Image(t, 52))
	_, find := at.Store.Find(t.Context(), at.Name)
	for op, err := range map[string]error{"Put": put, "Find": find} {
		if !errors.Is(err, imagestore.ErrUnreachable) || !strings.Contains(failure.Hint(err), "127.0.0.1:1") {
			t.Errorf("%s: got %v with the hint %q", op, err, failure.Hint(err))
		}
	}
}

func TestRegistryNameHasToNameARegistry(t *testing.T) {
	store := imagestore.NewRegistry(imagestore.RegistryConfig{})
	for name, ok := range map[string]bool{
		"db-artifact:latest": false, "docker.io/library/x": false, "team/db-artifact:v1": true,
		"123456789012.dkr.ecr.eu-central-1.amazonaws.com/db-artifact": true, "localhost:5000/x": true,
	} {
		stored, err := store.Predict(name, storetest.Image(t, 53))
		if (err == nil) != ok {
			t.Errorf("%s: got %+v, %v", name, stored, err)
		}
		if err == nil && !strings.HasPrefix(stored.Reference, name) {
			t.Errorf("%s: became %s", name, stored.Reference)
		}
	}
}

// TestRegistryIsNotSpokenToInPlainHTTP uses this host's other address: nothing
// but loopback is exempt.
func TestRegistryIsNotSpokenToInPlainHTTP(t *testing.T) {
	asked := false
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		asked = true
		w.WriteHeader(http.StatusOK)
	}))
	var config net.ListenConfig
	listener, err := config.Listen(t.Context(), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	server.Listener = listener
	server.Start()
	defer server.Close()
	_, port, err := net.SplitHostPort(listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	host := net.JoinHostPort(otherAddress(t), port)

	_, err = imagestore.NewRegistry(imagestore.RegistryConfig{}).Find(t.Context(), host+"/x:v1")
	if !errors.Is(err, imagestore.ErrUnreachable) || asked {
		t.Errorf("got %v, asked in plain HTTP: %t", err, asked)
	}
	_, err = imagestore.NewRegistry(imagestore.RegistryConfig{Insecure: []string{host}}).Find(t.Context(), host+"/x:v1")
	if err == nil || !asked {
		t.Errorf("got %v, asked when told to: %t", err, asked)
	}
}

// otherAddress is a private address of this host, for which the library beneath
// would try plain HTTP.
func otherAddress(t *testing.T) string {
	t.Helper()
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range addresses {
		if ip, ok := address.(*net.IPNet); ok && ip.IP.To4() != nil && ip.IP.IsPrivate() {
			return ip.IP.String()
		}
	}
	t.Skip("this host has no private address")
	return ""
}

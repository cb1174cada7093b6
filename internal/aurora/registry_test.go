package aurora

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// ecr answers GetAuthorizationToken as ECR does (AWS JSON 1.1), and tells the
// Region of the call's signature.
func ecr(t *testing.T, status int) (address string, regions chan string) {
	t.Helper()
	regions = make(chan string, 4)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scope := strings.Split(r.Header.Get("Authorization"), "/")
		if len(scope) < 5 || !strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".GetAuthorizationToken") {
			t.Errorf("got a call of %q signed with %q", r.Header.Get("X-Amz-Target"), scope)
			return
		}
		regions <- scope[2]
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		w.WriteHeader(status)
		if status != http.StatusOK {
			_, _ = io.WriteString(w, `{"__type": "AccessDeniedException", "message": "no"}`)
			return
		}
		token := base64.StdEncoding.EncodeToString([]byte("AWS:ecr-password"))
		_, _ = io.WriteString(w, `{"authorizationData": [{"authorizationToken": "`+token+`", "expiresAt": 4102444800,
			"proxyEndpoint": "https://123456789012.dkr.ecr.eu-west-1.amazonaws.com"}]}`)
	}))
	t.Cleanup(server.Close)
	return server.URL, regions
}

const ecrHost = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"

func TestRegistriesLogIn(t *testing.T) {
	bareEnvironment(t)
	t.Setenv("HOME", t.TempDir()) // where the library keeps logins
	address, regions := ecr(t, http.StatusOK)
	t.Setenv("AWS_ENDPOINT_URL_ECR", address)
	connects := 0
	r := Registries{Connect: func(ctx context.Context, _ string) (*Client, error) {
		connects++
		return Connect(ctx, Connection{Region: "eu-central-1", AccessKey: "a", SecretKey: "b", SkipCredentialsValidation: true})
	}}
	for _, host := range []string{"registry.example.com", "index.docker.io", "127.0.0.1:5000", "dkr.ecr.eu-west-1.amazonaws.com.example.com"} {
		if user, password, err := r.Login(t.Context(), host); user+password != "" || err != nil {
			t.Errorf("%s: got %q, %q, %v", host, user, password, err)
		}
	}
	if connects != 0 {
		t.Errorf("it connected %d times for registries that are not ECR's", connects)
	}
	user, password, err := r.Login(t.Context(), ecrHost)
	if user != "AWS" || password != "ecr-password" || err != nil {
		t.Fatalf("got %q, %q, %v", user, password, err)
	}
	select {
	case region := <-regions:
		if region != "eu-west-1" {
			t.Errorf("asked in the Region %s, want the registry's", region)
		}
	case <-time.After(time.Minute):
		t.Error("ECR was not asked")
	}
}

func TestRegistriesSayWhyNobodyLogsIn(t *testing.T) {
	bareEnvironment(t)
	t.Setenv("HOME", t.TempDir())
	address, _ := ecr(t, http.StatusForbidden)
	t.Setenv("AWS_ENDPOINT_URL_ECR", address)
	with := Registries{Connect: func(ctx context.Context, region string) (*Client, error) {
		return Connect(ctx, Connection{Region: region, AccessKey: "a", SecretKey: "b", SkipCredentialsValidation: true})
	}}
	if _, _, err := with.Login(t.Context(), ecrHost); err == nil || !strings.Contains(err.Error(), "AccessDenied") {
		t.Errorf("got %v, want ECR's refusal", err)
	}
	without := Registries{Connect: func(ctx context.Context, _ string) (*Client, error) {
		return Connect(ctx, Connection{Region: "eu-west-1"})
	}}
	if _, _, err := without.Login(t.Context(), ecrHost); !errors.Is(err, ErrNoCredentials) {
		t.Errorf("got %v, want ErrNoCredentials", err)
	}
	if user, _, err := without.Login(t.Context(), "public.ecr.aws"); user != "" || err != nil {
		t.Errorf("ECR Public: got %q, %v, want nobody and no error", user, err)
	}
}

package enginetest

import (
	"testing"
)

func (s suite) settingsAreTaken(t *testing.T) {
	t.Helper()
	dir := s.dir(t)
	at := s.place(t)
	at.Settings = map[string]string{s.setting: "1234"}
	server := Serve(t, s.engine, dir, at)
	if err := server.CreateMaster(t.Context(), master, password, database); err != nil {
		t.Fatal(err)
	}
	expect := func(want int) {
		t.Helper()
		if n := number(t, s.login(t, at, master, password), s.ofSetting); n != want {
			t.Errorf("%s is %d, want %d", s.setting, n, want)
		}
	}
	expect(1234)
	if err := server.Configure(t.Context(), map[string]string{s.setting: "2345"}); err != nil {
		t.Fatal(err)
	}
	expect(2345)
	if err := server.Configure(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if n := number(t, s.login(t, at, master, password), s.ofSetting); n == 2345 || n == 1234 {
		t.Errorf("%s is still %d", s.setting, n)
	}
}

package cli

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/statefile"
)

// at is a program in an environment, with a home of its own.
func at(t *testing.T, env ...string) (*program, string) {
	t.Helper()
	home := t.TempDir()
	env = append([]string{"HOME=" + home, "USERPROFILE=" + home}, env...)
	return &program{env: env, log: slog.New(slog.DiscardHandler)}, home
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestProfilesAreNamesOnly(t *testing.T) {
	p, home := at(t)
	if got := p.profiles(); len(got) != 0 {
		t.Errorf("profiles of an empty home: %q", got)
	}
	write(t, filepath.Join(home, ".aws", "config"),
		"[default]\nregion = us-east-1\n\n[profile prod]\nrole_arn = arn:aws:iam::123456789012:role/x\n"+
			"  [ profile  \"with space\" ]\n[sso-session corp]\nsso_start_url = https://example.com\n[services local]\n# [profile commented]\n[profile broken\n")
	write(t, filepath.Join(home, ".aws", "credentials"),
		"[default]\naws_access_key_id = AKIAEXAMPLE\naws_secret_access_key = secret/[key]\n[staging]\naws_session_token=[token]\n")
	want := []string{"default", "prod", "staging", "with space"}
	if got := p.profiles(); !slices.Equal(got, want) {
		t.Errorf("profiles %q, want %q", got, want)
	}
	other := filepath.Join(home, "other")
	write(t, other, "[profile elsewhere]\n")
	p.env = append(p.env, "AWS_CONFIG_FILE="+other, "AWS_SHARED_CREDENTIALS_FILE="+filepath.Join(home, "none"))
	if got := p.profiles(); !slices.Equal(got, []string{"elsewhere"}) {
		t.Errorf("profiles of another file: %q", got)
	}
}

func TestWhereTheStateIs(t *testing.T) {
	for _, c := range []struct {
		system string
		env    environment
		want   string
	}{
		{"linux", environment{"HOME=/home/me"}, "/home/me/.local/state/vpclens/state.json"},
		{"linux", environment{"HOME=/home/me", "XDG_STATE_HOME=/state"}, "/state/vpclens/state.json"},
		{"linux", environment{"HOME=/home/me", "XDG_STATE_HOME=relative"}, "/home/me/.local/state/vpclens/state.json"},
		{"linux", environment{}, ""},
		{"darwin", environment{"HOME=/Users/me"}, "/Users/me/Library/Application Support/vpclens/state.json"},
		{"windows", environment{"APPDATA=/roaming"}, "/roaming/vpclens/state.json"},
		{"linux", environment{"home=/home/me"}, ""},
		{"windows", environment{}, ""},
	} {
		if got := filepath.ToSlash(c.env.stateFileOn(c.system)); got != c.want {
			t.Errorf("%s %q: %q, want %q", c.system, c.env, got, c.want)
		}
	}
}

func TestRegionsKept(t *testing.T) {
	state := statefile.State{Regions: map[string][]string{"default": {"eu-west-1"}, "prod": {"us-west-2"}}}
	for _, c := range []struct {
		flags commonFlags
		env   []string
		want  string
	}{
		{commonFlags{}, nil, "eu-west-1"},
		{commonFlags{profiles: []string{"prod"}}, nil, "us-west-2"},
		{commonFlags{}, []string{"AWS_PROFILE=prod"}, "us-west-2"},
		{commonFlags{profiles: []string{"new"}}, nil, ""},
		{commonFlags{regions: []string{"us-east-1"}}, nil, "us-east-1"},
		{commonFlags{}, []string{"AWS_REGION=us-east-2"}, ""},
		{commonFlags{demo: true}, nil, ""},
		{commonFlags{from: "x.json"}, nil, ""},
	} {
		p, _ := at(t, c.env...)
		p.flags = c.flags
		if got := strings.Join(p.savedRegions(state), ","); got != c.want {
			t.Errorf("%+v %q begin with %q, want %q", c.flags, c.env, got, c.want)
		}
	}
}

// A damaged state is no reason not to start, and is said in the log.
func TestDamagedStateIsLogged(t *testing.T) {
	p, home := at(t)
	var log strings.Builder
	p.log = slog.New(slog.NewTextHandler(&log, nil))
	path := filepath.Join(home, ".local", "state", "vpclens", "state.json")
	write(t, path, "{")
	p.env = append(p.env, "XDG_STATE_HOME="+filepath.Join(home, ".local", "state"))
	state, keep := p.savedState()
	if state.Theme != "" || !strings.Contains(log.String(), "kept state ignored") {
		t.Errorf("state %+v, log %s", state, log.String())
	}
	keep(statefile.State{Theme: "dark"})
	if again, _ := p.savedState(); again.Theme != "dark" {
		t.Errorf("what was kept is %+v", again)
	}
}

func TestLocale(t *testing.T) {
	for _, c := range []struct {
		env   environment
		ascii bool
	}{
		{environment{}, false},
		{environment{"LANG=en_GB.UTF-8"}, false},
		{environment{"LANG=C.utf8"}, false},
		{environment{"LANG=de_DE.UTF-8@euro"}, false},
		{environment{"LANG=C"}, true},
		{environment{"LANG=en_US"}, true},
		{environment{"LANG=en_GB.UTF-8", "LC_CTYPE=C"}, true},
		{environment{"LANG=C", "LC_CTYPE=C.UTF-8"}, false},
		{environment{"LANG=en_GB.UTF-8", "LC_ALL=POSIX"}, true},
		{environment{"LANG=ja_JP.eucJP"}, true},
		{environment{"LC_ALL=", "LANG=C.UTF-8"}, false},
	} {
		if got := c.env.asciiOnly(); got != c.ascii {
			t.Errorf("%q: %v", c.env, got)
		}
	}
}

// Commands name the profile that the account was read with; what is not read from AWS was read with none.
func TestProfileOfCommands(t *testing.T) {
	for _, c := range []struct {
		flags commonFlags
		env   string
		want  string
	}{
		{commonFlags{}, "", ""},
		{commonFlags{}, "prod", "prod"},
		{commonFlags{profiles: []string{"staging"}}, "prod", "staging"},
		{commonFlags{demo: true}, "prod", ""},
		{commonFlags{from: "account.json"}, "prod", ""},
	} {
		p := &program{flags: c.flags, env: environment{"AWS_PROFILE=" + c.env}, stdout: &bytes.Buffer{}}
		if got := p.look("out.txt").Profile; got != c.want {
			t.Errorf("%+v, AWS_PROFILE %q: %q, want %q", c.flags, c.env, got, c.want)
		}
	}
}

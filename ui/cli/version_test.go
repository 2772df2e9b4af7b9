package cli

import (
	"archive/tar"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"testing"
	"time"
)

const (
	someCommit = "0334016804cf3cf2bf3f4bfc9d4f2ff2d77c0000"
	someDate   = "2026-11-30T10:00:00+01:00"
)

// A program tells what it was built from: a clone, an archive of the source, a module, or a tree that nothing is known
// of.
func TestTheSourceOfABuild(t *testing.T) {
	stamped := func(version string, settings ...string) *debug.BuildInfo {
		info := &debug.BuildInfo{Main: debug.Module{Version: version}}
		for i := 0; i < len(settings); i += 2 {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return info
	}
	format, err := os.ReadFile("archived.txt")
	if err != nil {
		t.Fatal(err)
	}
	date := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	outer := stamped("v9.9.9", "vcs.revision", strings.Repeat("f", 40), "vcs.time", "2020-01-01T00:00:00Z")
	for _, test := range []struct {
		name     string
		archived string
		info     *debug.BuildInfo
		want     origin
	}{
		{"a clone", string(format), stamped("v1.2.3", "vcs.revision", someCommit, "vcs.time", "2026-11-30T09:00:00Z",
			"vcs.modified", "false"), origin{"v1.2.3", someCommit, false, date}},
		{"a clone with changes", string(format), stamped("v1.2.3+dirty", "vcs.revision", someCommit,
			"vcs.time", "2026-11-30T09:00:00Z", "vcs.modified", "true"),
			origin{"v1.2.3+dirty", someCommit, true, date}},
		{"no stamp", string(format), stamped("(devel)"), origin{version: "devel"}},
		{"nothing at all", string(format), stamped(""), origin{version: "devel"}},
		{"a module with a tag", string(format), stamped("v1.2.3"), origin{version: "v1.2.3"}},
		{"a module without", string(format), stamped("v1.2.4-0.20261130090000-0334016804cf"),
			origin{"v1.2.4-0.20261130090000-0334016804cf", someCommit[:12], false, date}},
		{"an archive of a tag", someCommit + " " + someDate + " v1.2.3\n", stamped("(devel)"),
			origin{"v1.2.3", someCommit, false, date}},
		{"an archive of a tag before a release", someCommit + " " + someDate + " v1.2.3-rc.1\n", stamped("(devel)"),
			origin{"v1.2.3-rc.1", someCommit, false, date}},
		{"an archive of a commit after a tag", someCommit + " " + someDate + " v1.2.3-14-g0334016\n",
			stamped("(devel)"), origin{"v1.2.4-0.20261130090000-0334016804cf", someCommit, false, date}},
		{"an archive before the first tag", someCommit + " " + someDate + " \n", stamped("(devel)"),
			origin{"v0.0.0-20261130090000-0334016804cf", someCommit, false, date}},
		{"an archive by a git that cannot describe", someCommit + " " + someDate + " %(describe:tags=true)\n",
			stamped("(devel)"), origin{"v0.0.0-20261130090000-0334016804cf", someCommit, false, date}},
		{"an archive unpacked in another repository", someCommit + " " + someDate + " v1.2.3\n", outer,
			origin{"v1.2.3", someCommit, false, date}},
		{"something else in the file", "a b c", stamped("v1.2.3"), origin{version: "v1.2.3"}},
		{"no date in the file", someCommit + " yesterday v1.2.3", stamped("v1.2.3"), origin{version: "v1.2.3"}},
	} {
		if got := originOf(test.archived, test.info); got != test.want {
			t.Errorf("%s: %+v, want %+v", test.name, got, test.want)
		}
	}
}

func TestTheSourceOfABuildInWords(t *testing.T) {
	date := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		origin origin
		want   string
	}{
		{origin{version: "devel"}, "vpclens devel (go"},
		{origin{"v1.2.3", someCommit, false, date}, "vpclens v1.2.3 (commit " + someCommit + ", 2026-11-30T09:00:00Z, go"},
		{origin{"v1.2.3+dirty", someCommit, true, date},
			"vpclens v1.2.3+dirty (commit " + someCommit + " with changes, 2026-11-30T09:00:00Z, go"},
	} {
		if got := test.origin.words(); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s, want %s", got, test.want)
		}
	}
}

// What git writes into an archive of the source is understood: of a commit without a tag, with one, and after one.
func TestAnArchiveTellsItsCommit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("NOT TESTED: archives of the source, without git")
	}
	folder := t.TempDir()
	git := func(args ...string) string {
		t.Helper()
		command := exec.CommandContext(t.Context(), "git", append([]string{"-C", folder, "-c", "user.name=n",
			"-c", "user.email=e@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false"}, args...)...)
		command.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
			"GIT_COMMITTER_DATE="+someDate)
		out, err := command.Output()
		if err != nil {
			t.Fatalf("git %s: %v", strings.Join(args, " "), err)
		}
		return string(out)
	}
	for from, to := range map[string]string{"archived.txt": "ui/cli/archived.txt",
		"../../.gitattributes": ".gitattributes"} {
		text, err := os.ReadFile(filepath.FromSlash(from))
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(folder, filepath.FromSlash(to))
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	git("init", "--quiet", ".")
	git("add", ".")
	for _, test := range []struct {
		tag, want string
		version   func(commit string) string
	}{
		{"", "before the first tag", func(c string) string { return "v0.0.0-20261130090000-" + c[:12] }},
		{"v1.2.3", "with a tag", func(string) string { return "v1.2.3" }},
		{"", "after a tag", func(c string) string { return "v1.2.4-0.20261130090000-" + c[:12] }},
	} {
		git("commit", "--quiet", "--allow-empty", "-m", test.want)
		if test.tag != "" {
			git("tag", test.tag)
		}
		commit := strings.TrimSpace(git("rev-parse", "HEAD"))
		want := origin{test.version(commit), commit, false, time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)}
		got := originOf(lastFile(t, git("archive", "HEAD", "ui/cli/archived.txt")), &debug.BuildInfo{})
		if got != want {
			t.Errorf("%s: %+v, want %+v", test.want, got, want)
		}
	}
}

// lastFile is what the last file of a tar holds.
func lastFile(t *testing.T, archive string) string {
	t.Helper()
	text := ""
	for r := tar.NewReader(strings.NewReader(archive)); ; {
		if _, err := r.Next(); errors.Is(err, io.EOF) {
			return text
		} else if err != nil {
			t.Fatal(err)
		}
		held, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		text = string(held)
	}
}

package awsdata

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

// A path leads where the system says, as far as there is something, and never through a link of somebody else's.
func TestFollow(t *testing.T) {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, folder := range []string{"a/b", "c"} {
		if err := os.MkdirAll(at(folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(at("a/b/file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{
		"c/relative": "../a/b/file", "c/absolute": at("a/b/file"), "c/folder": "../a/b", "c/dangling": "nothing",
		"c/chain": "relative", "c/loop": "loop", "a/b/up": "../../c", "theirs": "c", "c/theirs": "../a/b/file",
	} {
		platform.Link(t, filepath.FromSlash(to), at(name))
	}
	others := func(info fs.FileInfo) bool { return info.Name() == "theirs" }
	for _, c := range []struct{ path, want string }{
		{"a/b/file", "a/b/file"}, {"c/relative", "a/b/file"}, {"c/absolute", "a/b/file"}, {"c/folder/file", "a/b/file"},
		{"c/folder/new", "a/b/new"}, {"c/dangling", "c/nothing"}, {"c/chain", "a/b/file"},
		{"c/folder/up/chain", "a/b/file"}, {"none/at/all", "none/at/all"},
	} {
		if got, err := follow(at(c.path), others); err != nil || got != at(c.want) {
			t.Errorf("%s leads to %s (%v), want %s", c.path, got, err, c.want)
		}
	}
	for path, want := range map[string]string{
		"theirs/chain": "theirs is a link that somebody else made", "c/theirs": "is a link that somebody else made",
		"c/loop": "too many links",
	} {
		if got, err := follow(at(path), others); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s leads to %s (%v), want an error with %q", path, got, err, want)
		}
	}
	t.Chdir(at("c"))
	if got, err := follow("relative", others); err != nil || got != filepath.FromSlash("../a/b/file") {
		t.Errorf("relative leads to %s (%v)", got, err)
	}
	if info, err := os.Lstat("relative"); err != nil || belongsToOthers(info) {
		t.Errorf("the user's own link is somebody else's (%v)", err)
	}
}

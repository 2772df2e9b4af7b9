// Package platform skips what a system cannot do that tests ask of it, by name and with the reason. It is for tests
// only.
package platform

import (
	"io/fs"
	"os"
	"runtime"
	"testing"
)

// NeedsUnix skips the test on Windows; why says what it needs.
func NeedsUnix(tb testing.TB, why string) {
	tb.Helper()
	if runtime.GOOS == "windows" {
		tb.Skipf("not on Windows: %s", why)
	}
}

// Link makes a symbolic link, or skips the test where nobody may: on Windows that is a privilege.
func Link(tb testing.TB, to, at string) {
	tb.Helper()
	err := os.Symlink(to, at)
	if err != nil && runtime.GOOS == "windows" {
		tb.Skipf("no links here: %v", err)
	}
	if err != nil {
		tb.Fatal(err)
	}
	info, err := os.Lstat(at)
	if (err != nil || info.Mode()&fs.ModeSymlink == 0) && runtime.GOOS == "windows" {
		tb.Skipf("no links here: what was made as one is none (%v)", err)
	}
}

// OwnerOnly reports whether only a file's owner has the rights to it. On Windows a file has no such rights, but the
// access list of the folder that it is made in: there it is true of every file.
func OwnerOnly(tb testing.TB, path string) bool {
	tb.Helper()
	info, err := os.Stat(path)
	if err != nil {
		tb.Fatal(err)
	}
	return runtime.GOOS == "windows" || info.Mode().Perm()&0o077 == 0
}

// Home gives the test an empty home directory of its own, by the names that it has on all systems.
func Home(t *testing.T) string {
	t.Helper()
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("USERPROFILE", home)
	return home
}

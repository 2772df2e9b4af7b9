package venv

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Zsh is the path of zsh: of the machine's own, or of the one that awsdata/collect/mototest/zsh.sh put under the user's cache
// directory; "" where there is none, which the test says. With VPCLENS_REQUIRE_ZSH=1 the test fails then.
func Zsh(tb testing.TB) string {
	tb.Helper()
	if path, err := exec.LookPath("zsh"); err == nil {
		return path
	}
	if cache, err := os.UserCacheDir(); err == nil {
		path := filepath.Join(cache, "vpclens", "zsh", "bin", "zsh")
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	const missing = "NOT TESTED in zsh: it is not on PATH, and not under the cache directory (run awsdata/collect/mototest/zsh.sh, or install zsh)"
	if os.Getenv("VPCLENS_REQUIRE_ZSH") == "1" {
		tb.Fatal(missing)
	}
	tb.Log(missing)
	return ""
}

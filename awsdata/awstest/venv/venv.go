// Package venv finds the Python environment of the tests: moto, the AWS CLI, cfn-lint, DuckDB, the models of OCSF
// and a reader of JUnit's XML, which awsdata/collect/mototest/setup.sh installs. It is for tests only.
package venv

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Folder is the environment's folder; its programs are in bin. Where setup.sh has not been run, the test is skipped and
// says so; with VPCLENS_REQUIRE_MOTO=1 it fails instead, so that nobody believes it has run.
func Folder(tb testing.TB) string {
	tb.Helper()
	folder, err := find()
	if err != nil {
		missing := fmt.Sprintf(
			"NOT TESTED against what we did not write: %v (run awsdata/collect/mototest/setup.sh, or make test)", err)
		if os.Getenv("VPCLENS_REQUIRE_MOTO") == "1" {
			tb.Fatal(missing)
		}
		tb.Skip(missing)
	}
	return folder
}

func find() (string, error) {
	folder := os.Getenv("VPCLENS_MOTO_VENV")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil {
			return "", err
		}
		folder = filepath.Join(cache, "vpclens", "moto-5.2.5")
	}
	list, err := os.ReadFile(filepath.Join(folder, "complete"))
	if err != nil {
		return "", fmt.Errorf("moto is not installed in %s", folder)
	}
	if !strings.Contains(string(list), "junitparser==") { // the newest of what is in it
		return "", fmt.Errorf("what is installed in %s lacks junitparser", folder)
	}
	return folder, nil
}

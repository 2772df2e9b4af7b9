package credprocess

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestMain lets this binary play the process of a profile: it says its arguments as a key.
func TestMain(m *testing.M) {
	switch os.Getenv("VPCLENS_PLAYS") {
	case "giver":
		fmt.Printf(`{"Version": 1, "AccessKeyId": %q, "SecretAccessKey": "secret"}`, strings.Join(os.Args[1:], "|"))
	case "refuser":
		fmt.Fprintln(os.Stderr, "first\r\nno \x1b[31mtoken")
		os.Exit(3)
	default:
		os.Exit(m.Run())
	}
}

// player is this binary in a folder whose name has to be quoted.
func player(t *testing.T) string {
	t.Helper()
	data, err := os.ReadFile(os.Args[0])
	if err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(t.TempDir(), "My Programs (new)", filepath.Base(os.Args[0]))
	if err := os.Mkdir(filepath.Dir(at), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(at, data, 0o700); err != nil { //nolint:gosec // it is to be run
		t.Fatal(err)
	}
	return at
}

// A command is for the system's shell, quotes and variables as the shell has them.
func TestTheShellReadsTheCommand(t *testing.T) {
	t.Setenv("VPCLENS_PLAYS", "giver")
	t.Setenv("WHOSE", "mine")
	whose := "$WHOSE"
	if runtime.GOOS == "windows" {
		whose = "%WHOSE%"
	}
	got, err := New(fmt.Sprintf(`"%s" --as "a b" %s`, player(t), whose)).Retrieve(t.Context())
	if err != nil || got.AccessKeyID != "--as|a b|mine" {
		t.Errorf("%q, %v", got.AccessKeyID, err)
	}
}

// What a process says as it fails is told, its last line and no control of the terminal.
func TestWhatAProcessSays(t *testing.T) {
	t.Setenv("VPCLENS_PLAYS", "refuser")
	_, err := New(fmt.Sprintf(`"%s"`, player(t))).Retrieve(t.Context())
	var said *Error
	if !errors.As(err, &said) || !strings.HasPrefix(said.Said, "no ") || strings.Contains(said.Said, "\x1b") {
		t.Errorf("%v", err)
	}
}

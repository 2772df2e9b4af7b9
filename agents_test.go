//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// An agent that starts the program is answered over its standard output, and the program ends with its input.
func TestAgents(t *testing.T) {
	command := exec.CommandContext(t.Context(), program(t), "mcp", "--demo")
	command.Env = environment(t)
	var stderr bytes.Buffer
	command.Stderr = &stderr
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(),
		&mcp.CommandTransport{Command: command, TerminateDuration: busy}, nil)
	if err != nil {
		t.Fatalf("%v: %s", err, &stderr)
	}
	answer, err := client.CallTool(t.Context(), &mcp.CallToolParams{Name: "trace",
		Arguments: map[string]any{"function": "checkout-api", "to": "203.0.114.9"}})
	if err != nil || answer.IsError ||
		!strings.Contains(answer.Content[0].(*mcp.TextContent).Text, `"verdict":"partial"`) {
		t.Errorf("trace: %v %+v", err, answer)
	}
	if err := client.Close(); err != nil { // which waits for the program
		t.Errorf("the program ended with %v: %s", err, &stderr)
	}
	if stderr.Len() > 0 {
		t.Errorf("on stderr: %s", &stderr)
	}
}

// TestInspector has the protocol's own inspector ask the program: a client, in another language, that we did not write.
func TestInspector(t *testing.T) {
	inspect := inspector(t)
	for _, test := range []struct {
		args []string
		path []string // to a member of what is printed
		want string   // in it
	}{
		{[]string{"--method", "tools/list"}, []string{"tools"}, `"name":"what_if"`},
		{[]string{"--method", "resources/list"}, []string{"resources"}, `"uri":"vpclens://law"`},
		{[]string{"--method", "resources/read", "--uri", "vpclens://catalogue/path-nat-broken"}, []string{"contents"},
			`path-nat-broken`},
		{[]string{"--method", "prompts/list"}, []string{"prompts"}, `"name":"on_call"`},
		{[]string{"--method", "tools/call", "--tool-name", "trace", "--tool-arg", "function=checkout-api",
			"to=203.0.114.9"}, []string{"structuredContent", "answers"}, `"verdict":"partial"`},
		{[]string{"--method", "tools/call", "--tool-name", "used_by", "--tool-arg", "resource=nat-a"},
			[]string{"structuredContent", "answers"}, `"schema":"vpclens.usedby/v1"`},
		{[]string{"--method", "tools/call", "--tool-name", "trace", "--tool-arg", "function=checkout-api", "to=s4"},
			[]string{"content"}, `did you mean s3?`},
	} {
		args := append([]string{inspect, "--cli", program(t), "mcp", "--demo"}, test.args...)
		command := exec.CommandContext(t.Context(), "node", args...)
		command.Env = environment(t)
		var stderr bytes.Buffer
		command.Stderr = &stderr
		out, err := command.Output()
		if err != nil {
			t.Errorf("%v: %v: %s", test.args, err, &stderr)
			continue
		}
		var printed any
		if err := json.Unmarshal(out, &printed); err != nil {
			t.Errorf("%v: %v: %s", test.args, err, out)
			continue
		}
		for _, member := range test.path {
			of, _ := printed.(map[string]any)
			printed = of[member]
		}
		found, err := json.Marshal(printed)
		if err != nil || !strings.Contains(string(found), test.want) {
			t.Errorf("%v: no %q in %.500s (%v)", test.args, test.want, found, err)
		}
	}
}

// inspector is the inspector's program. Where it is not installed the test is skipped and says so; with
// VPCLENS_REQUIRE_INSPECTOR=1 it fails instead.
func inspector(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "vpclens", "inspector-0.15.0")
	if _, err := os.Stat(filepath.Join(folder, "complete")); err != nil {
		missing := "NOT TESTED with the inspector of the protocol: run ui/mcp/testdata/inspector.sh, or make test"
		if os.Getenv("VPCLENS_REQUIRE_INSPECTOR") == "1" {
			t.Fatal(missing)
		}
		t.Skip(missing)
	}
	return filepath.Join(folder, "node_modules", "@modelcontextprotocol", "inspector-cli", "build", "cli.js")
}

package mototest

import (
	"bytes"
	_ "embed" // for members.py
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

//go:embed members.py
var members string

// Members are the members of an answer, each with those of its own, as the AWS CLI prints them.
type Members map[string]Members

// AnswerMembers asks the AWS CLI's own models how the answers of operations ("rds.DescribeDBInstances") spell their
// members. Operations that its models do not have are left out.
func AnswerMembers(tb testing.TB, operations []string) map[string]Members {
	tb.Helper()
	command := exec.Command(filepath.Join(venv.Folder(tb), "bin", "python"), append([]string{"-"}, operations...)...)
	command.Stdin = strings.NewReader(members)
	var missing bytes.Buffer
	command.Stderr = &missing
	out, err := command.Output()
	if err != nil {
		tb.Fatalf("read the AWS CLI's models: %v\n%s", err, &missing)
	}
	tb.Logf("the AWS CLI's models lack:\n%s", &missing)
	var found map[string]Members
	if err := json.Unmarshal(out, &found); err != nil {
		tb.Fatal(err)
	}
	return found
}

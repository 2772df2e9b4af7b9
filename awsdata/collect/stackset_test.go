package collect

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/awstest/venv"
)

// stackSet is the template as it is read back.
func stackSet(t *testing.T) map[string]any {
	t.Helper()
	var out map[string]any
	if err := yaml.Unmarshal(StackSet(), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// at is what is in a template under those names.
func at(t *testing.T, in any, names ...string) any {
	t.Helper()
	for _, name := range names {
		inner, ok := in.(map[string]any)
		if !ok || inner[name] == nil {
			t.Fatalf("the template has no %s", strings.Join(names, "."))
		}
		in = inner[name]
	}
	return in
}

// allowed are the actions that statements of policies anywhere in a part of the template allow, with their resources.
func allowed(in any) map[string][]string {
	out := make(map[string][]string)
	var walk func(any)
	walk = func(in any) {
		switch v := in.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if v["Effect"] == "Allow" {
				resource, _ := json.Marshal(v["Resource"]) // of texts, lists and maps
				actions, many := v["Action"].([]any)
				if !many {
					actions = []any{v["Action"]}
				}
				for _, a := range actions {
					out[a.(string)] = append(out[a.(string)], string(resource))
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(in)
	return out
}

// What is read is what the table of calls needs, and what is written are objects of the account's own part of the
// prefix.
func TestStackSetAllowsTheCallsAndOneWrite(t *testing.T) {
	t.Parallel()
	template := stackSet(t)
	reads := map[string]bool{}
	for _, policy := range []string{"ReadPolicy", "StoresPolicy"} {
		document := at(t, template, "Resources", policy, "Properties", "PolicyDocument")
		for action := range allowed(document) {
			reads[action] = true
			if _, operation, _ := strings.Cut(action, ":"); !onlyreads.Reads(operation) {
				t.Errorf("%s does more than read", action)
			}
		}
		text, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		if len(text) > 6144 { // Source: the quota of IAM on managed policies.
			t.Errorf("%s has %d characters, more than IAM takes", policy, len(text))
		}
	}
	for _, c := range Calls() {
		for _, action := range c.Actions {
			if !reads[action] {
				t.Errorf("%s is not allowed", action)
			}
			delete(reads, action)
		}
	}
	for action := range reads {
		found := slices.ContainsFunc(Calls(), func(c Call) bool { return slices.Contains(c.Actions, action) })
		if !found {
			t.Errorf("%s is allowed, and no call needs it", action)
		}
	}

	others := map[string]any{}
	for name, resource := range at(t, template, "Resources").(map[string]any) {
		if name != "ReadPolicy" && name != "StoresPolicy" {
			others[name] = resource
		}
	}
	want := map[string][]string{
		"s3:PutObject":                    {`{"Fn::Sub":"arn:${AWS::Partition}:s3:::${Bucket}/${Prefix}/accounts/${AWS::AccountId}/*"}`},
		"s3:GetObject":                    {`{"Fn::Sub":"arn:${AWS::Partition}:s3:::${BinaryBucket}/${BinaryKey}"}`},
		"kms:GenerateDataKey":             {`{"Ref":"KmsKeyArn"}`},
		"logs:CreateLogStream":            {`{"Fn::GetAtt":["CollectorLog","Arn"]}`},
		"logs:PutLogEvents":               {`{"Fn::GetAtt":["CollectorLog","Arn"]}`},
		"codebuild:StartBuild":            {`{"Fn::Sub":"arn:${AWS::Partition}:codebuild:${AWS::Region}:${AWS::AccountId}:project/vpclens-collector"}`},
		"ecr:BatchCheckLayerAvailability": {`{"Ref":"ImageRepositoryArn"}`},
		"ecr:BatchGetImage":               {`{"Ref":"ImageRepositoryArn"}`},
		"ecr:GetDownloadUrlForLayer":      {`{"Ref":"ImageRepositoryArn"}`},
		"ecr:GetAuthorizationToken":       {`"*"`},
		"sts:AssumeRole":                  {"null", "null", "null"}, // in the roles' own trust
	}
	if diff := cmp.Diff(want, allowed(others)); diff != "" {
		t.Errorf("what else is allowed (-want +got):\n%s", diff)
	}
	condition := at(t, template, "Resources", "ReadRole", "Properties", "AssumeRolePolicyDocument",
		"Statement").([]any)[0]
	if got := at(t, condition, "Condition", "StringEquals", "sts:ExternalId", "Ref"); got != "ExternalId" {
		t.Errorf("the external id is %v", got)
	}
}

// cfn-lint, which others wrote, has nothing to say, not even in passing.
func TestStackSetIsATemplate(t *testing.T) {
	t.Parallel()
	lint := filepath.Join(venv.Folder(t), "bin", "cfn-lint")
	file := filepath.Join(t.TempDir(), "stackset.yaml")
	if err := os.WriteFile(file, StackSet(), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), lint, "--include-checks", "I", "--regions", "us-east-1", "eu-west-1",
		"--", file).CombinedOutput()
	if err != nil || len(out) > 0 {
		t.Errorf("%v\n%s", err, out)
	}
	// It looks: what is wrong it finds.
	if err := os.WriteFile(file,
		[]byte(strings.Replace(string(StackSet()), "ScheduleExpression:", "ScheduleExpresion:", 1)),
		0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), lint, "--", file).CombinedOutput(); err == nil {
		t.Errorf("a wrong property is not found:\n%s", out)
	}
}

// What the collector runs: the program of the image, or the one that was named, if it is that one.
func TestTheCollectorRuns(t *testing.T) {
	t.Parallel()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("LEFT OUT: what the collector runs, because there is no bash")
	}
	if _, err := exec.LookPath("sha256sum"); err != nil {
		t.Skip("LEFT OUT: what the collector runs, because there is no sha256sum")
	}
	var spec struct {
		Phases struct {
			Build struct{ Commands []string }
		}
	}
	if err := yaml.Unmarshal([]byte(collectorBuild), &spec); err != nil || len(spec.Phases.Build.Commands) == 0 {
		t.Fatalf("the build has no commands: %v", err)
	}
	const program = "#!/bin/sh\necho \"named $*\"\n"
	for _, tt := range []struct {
		name, bucket, sum, want string
		fails                   bool
	}{
		{name: "the image's program", want: "image snapshot --region all --timeout 45m --to s3://snapshots/the org\n"},
		{name: "the named program", bucket: "programs", sum: fmt.Sprintf("%x", sha256.Sum256([]byte(program))),
			want: "named snapshot --region all --timeout 45m --to s3://snapshots/the org\n"},
		{name: "another program", bucket: "programs", sum: strings.Repeat("0", 64), want: "vpclens: FAILED\n", fails: true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			bin, folder := t.TempDir(), t.TempDir()
			for name, text := range map[string]string{
				"vpclens": "#!/bin/sh\necho \"image $*\"\n",
				"aws":     "#!/bin/sh\ntest \"$1 $2 $4\" = 's3 cp s3://programs/a/b' && cat >\"$5\" <<'END'\n" + program + "END\n",
			} {
				if err := os.WriteFile(filepath.Join(bin, name), []byte(text), 0o700); err != nil {
					t.Fatal(err)
				}
			}
			c := exec.CommandContext(t.Context(), bash, "-c", strings.Join(spec.Phases.Build.Commands, "\n"))
			c.Dir = folder
			c.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "SNAPSHOT_BUCKET=snapshots",
				"SNAPSHOT_PREFIX=the org"}
			if tt.bucket != "" {
				c.Env = append(c.Env, "BINARY_BUCKET="+tt.bucket, "BINARY_KEY=a/b", "BINARY_SHA256="+tt.sum)
			}
			out, err := c.Output()
			if (err != nil) != tt.fails || string(out) != tt.want {
				t.Errorf("it says %q (%v), want %q", out, err, tt.want)
			}
		})
	}
}

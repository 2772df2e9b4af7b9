package cli_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
	"github.com/vpclens/vpclens/ui/cli"
)

// bucketKeys are credentials for a bucket of a test.
func bucketKeys(t *testing.T) {
	t.Helper()
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_SESSION_TOKEN": "", "AWS_PROFILE": "",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
		"AWS_REGION": "", "AWS_DEFAULT_REGION": "", "AWS_ENDPOINT_URL_S3": "",
	} {
		t.Setenv(name, value)
	}
}

// command runs a command line with an S3 of a test, and returns what it printed and its exit code.
func command(t *testing.T, endpoint, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, talk bytes.Buffer
	code = cli.SharedMain(t.Context(), args, []string{"AWS_ENDPOINT_URL=" + endpoint}, strings.NewReader(stdin),
		&out, &talk)
	return out.String(), talk.String(), code
}

// Whatever takes a snapshot takes one in S3, and answers the same.
func TestEveryCommandReadsABucket(t *testing.T) {
	bucketKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	const at = "s3://snapshots/org"
	_, talk, code := command(t, s3.URL, "", "snapshot", "--demo", "--to", at)
	if want := "vpclens: wrote s3://snapshots/org (3 objects): 54 functions in 2 regions; "; code != 0 ||
		!strings.HasPrefix(talk, want) {
		t.Fatalf("exit %d: %q, want %q", code, talk, want)
	}
	assertions := filepath.Join(t.TempDir(), "assertions.yaml")
	err := os.WriteFile(assertions,
		[]byte("assertions:\n- {name: a, functions: checkout-api, to: internet, port: 443, expect: blocked}\n"), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"scan", "--format", "json"}, {"scan", "--region", "eu-west-1"}, {"trace", "checkout-api", "--to", "internet"},
		{"reach", "checkout-api"}, {"verify", assertions}, {"find", "checkout-api"}, {"usedby", "checkout-api"},
		{"compare", "checkout-api", "pdf-render"}, {"--plain"},
	} {
		same := func(text string) string {
			return strings.ReplaceAll(strings.ReplaceAll(text, "Account demo ", "Account SOURCE "), at, "SOURCE")
		}
		want, wantTalk, wantCode := command(t, s3.URL, "functions\n", append([]string{"--demo"}, args...)...)
		got, gotTalk, gotCode := command(t, s3.URL, "functions\n", append([]string{"--from", at}, args...)...)
		if diff := cmp.Diff(same(want+wantTalk), same(got+gotTalk)); diff != "" || wantCode != gotCode {
			t.Errorf("%q: exit %d and %d (-demo +bucket):\n%s", args, wantCode, gotCode, diff)
		}
	}
	file := filepath.Join(t.TempDir(), "demo.json.gz")
	if _, talk, code := command(t, s3.URL, "", "--demo", "snapshot", file); code != 0 {
		t.Fatal(talk)
	}
	if out, talk, code := command(t, s3.URL, "", "diff", file, at); code != 0 ||
		!strings.Contains(out, "no function changed, no resource changed") {
		t.Errorf("diff: exit %d\n%s%s", code, out, talk)
	}
}

func TestMistakesWithBuckets(t *testing.T) {
	bucketKeys(t)
	s3 := buckettest.Start(t, "snapshots")
	s3.SetFault(func(w http.ResponseWriter, _ *http.Request) bool {
		buckettest.Refuse(w, http.StatusForbidden, "AccessDenied", "Access Denied")
		return true
	})
	for _, tt := range []struct {
		args string
		code int
		want string
	}{
		{"scan --from s3://Snapshots/x", 2, `--from: "Snapshots" is no name of a bucket: want s3://bucket/prefix`},
		{"scan --from s3://", 2, "--from: s3:// names no bucket: want s3://bucket/prefix"},
		{"snapshot --demo --to folder", 2, `--to "folder": want s3://bucket/prefix`},
		{"snapshot --demo --to s3://snapshots/x OUT", 2, "OUT and --to are two places: choose one"},
		{"snapshot --demo --to s3://snapshots/x.json.gz", 2, "--to s3://snapshots/x.json.gz names an object: want a prefix, "},
		{"snapshot --demo s3://snapshots/x", 2, "OUT is a file or a directory: --to s3://snapshots/x writes there"},
		{"snapshot --demo", 2, "vpclens snapshot wants OUT"},
		{"snapshot --demo --to s3://snapshots/x", 1, "no permission to write s3://snapshots/x/accounts/"},
		{"scan --from s3://snapshots/x", 1, "no permission to list s3://snapshots/x: allow s3:ListBucket on arn:aws:s3:::snapshots"},
		{"diff s3://snapshots/x s3://snapshots/y", 1, "no permission to list s3://snapshots/x: "},
		{"scan --demo --output s3://snapshots/x", 2, "--output s3://snapshots/x: only --format ocsf is written to S3; write a file and copy it"},
		{"scan --demo --format ocsf --output s3://X/y", 2, `--output: "X" is no name of a bucket: want s3://bucket/prefix`},
		{"scan --demo --format ocsf --output bucket_test.go", 2, "--output bucket_test.go is a file: --format ocsf writes a folder of files, or lines to stdout"},
		{"scan --demo --format ocsf --output s3://snapshots/lake", 1, "no permission to write s3://snapshots/lake/vpclens_"},
		{"scan --from s3://snapshots/x --demo", 2, "--from and --demo are two sources: choose one"},
	} {
		_, talk, code := command(t, s3.URL, "", strings.Fields(tt.args)...)
		if code != tt.code || !strings.HasPrefix(talk, "vpclens: "+tt.want) || strings.Count(talk, "\n") != 1 {
			t.Errorf("%s: exit %d, want %d:\n%swant %s", tt.args, code, tt.code, talk, tt.want)
		}
	}
}

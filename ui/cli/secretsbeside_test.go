package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// namedTarget stands in the environment of each function of the secret account, between secrets.
const namedTarget = "orders.corp.internal"

// besideTargets is an environment with secrets around, inside and beside what it names.
var besideTargets = map[string]any{
	"M4RKNAME": "m4rkvalue", "AWS_SESSION_TOKEN": "m4rksession",
	"DATABASE_URL":  "postgres://m4rkuser:m4rkpass@" + namedTarget + ":5432/m4rkdb?sslmode=m4rkquery#m4rkfragment",
	"QUEUE_URL":     "https://sqs.eu-west-1.amazonaws.com/123456789012/orders?m4rkquery",
	"DSN":           "host=" + namedTarget + " port=5432 user=m4rkuser password=m4rkpass",
	"GO_DSN":        "m4rkuser:m4rkpass@tcp(" + namedTarget + ":3306)/m4rkdb",
	"DB_HOST":       namedTarget,
	"DB_PASSWORD":   "m4rk.corp.internal:5432",
	"PAIR":          "m4rkuser:5432",
	"HALF_URL":      "postgres://m4rkuser:12/m4rk@" + namedTarget + "/x",
	"REDIS_URL":     "redis://m4rkpassword",
	"JWT_HOST":      "eyJhbGciOi.m4rkPayload.m4rkSignature",
	"SHAPED":        "m4rk.example.com",
	"SHAPED_URL":    "https://m4rk0123456789abcdef0123456789.example.com/",
	"BASE64":        "cG9zdGdyZXM6Ly9tNHJrOm00cmtAZGIuZXhhbXBsZS5jb20vbTRyaw==",
	"JSON":          `{"host": "` + namedTarget + `", "password": "m4rkjson"}`,
	"LINES":         namedTarget + "\nm4rkline",
	"PRIVATE":       "-----BEGIN PRIVATE KEY-----\nm4rkpem\n-----END PRIVATE KEY-----",
	"ARN_AND_QUERY": "arn:aws:sqs:eu-west-1:123456789012:orders?m4rkarn",
}

// TestNoSecretBesideTargets reads the account, live and from files, with --targets: what is named is shown, and nothing
// that stands around, inside or beside it. Without the flag what is named is nowhere either.
func TestNoSecretBesideTargets(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "AKIAM4RKER9999999999", "AWS_SECRET_ACCESS_KEY": "m4rksecretkey",
		"AWS_SESSION_TOKEN": "", "AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED": "true", "AWS_MAX_ATTEMPTS": "1", "HOME": t.TempDir(),
		"XDG_STATE_HOME": t.TempDir(), "XDG_CACHE_HOME": t.TempDir(), "XDG_CONFIG_HOME": t.TempDir(),
	} {
		t.Setenv(name, value)
	}
	server := awsreplay.New(t, secretAccount(t), 0)
	dump, pack := dumped(t, secretAccount(t))
	live := []string{"--endpoint-url", server.URL, "--region", "eu-west-1"}
	for _, flag := range [][]string{nil, {"--targets"}} {
		r := &secretRun{t: t, seen: map[string]string{}}
		dir := t.TempDir()
		at := func(name string) string { return filepath.Join(dir, name) }
		for i, from := range [][]string{live, {"--from", dump}, {"--from", pack}} {
			from = append(from, flag...)
			saved := at(fmt.Sprintf("saved%d.json", i))
			for _, args := range [][]string{
				{"snapshot", saved}, {"snapshot", at(fmt.Sprintf("folder%d", i))},
				{"snapshot", at(fmt.Sprintf("hidden%d.json", i)), "--anonymize"},
				{"scan"}, {"scan", "--format", "json"}, {"scan", "--format", "markdown"},
				{"scan", "--format", "html"}, {"trace", "checkout", "--to", "s3"}, {"find", "orders"},
				{"find", "checkout"},
			} {
				r.run("", append(append(args, "--log", at(fmt.Sprintf("%d.log", i))), from...)...)
			}
			words := "functions\n1\nraw\ncopy\nback\nfindings\n1\nback\nfn\n1\nraw\ncopy\nback\nback\nq\n"
			r.run(words, append([]string{"--plain"}, from...)...)
			r.run(words, "--plain", "--from", saved)
			r.run("", "scan", "--from", saved)
		}
		r.files(dir)
		shown := 0
		for name, text := range r.seen {
			if found := marker.FindString(text); found != "" {
				i := strings.Index(text, found)
				t.Errorf("%v %s: %s is shown: %q", flag, name, found, text[max(0, i-120):min(len(text), i+60)])
			}
			if strings.Contains(text, namedTarget) {
				shown++
				if strings.Contains(name, "hidden") {
					t.Errorf("%s: %s is in an anonymized snapshot", name, namedTarget)
				}
			}
		}
		if flag == nil && shown > 0 || flag != nil && shown < 9 {
			t.Errorf("%v: what the functions name is in %d of %d outputs and files", flag, shown, len(r.seen))
		}
	}
}

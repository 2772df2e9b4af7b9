package credprocess_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/credprocess"
)

// talks is a process that writes on stderr and gives credentials.
const talks = `echo 'press the button: aws_secret_access_key=m4rk' >&2
echo '{"Version": 1, "AccessKeyId": "AKIDPROCESS", "SecretAccessKey": "s"}'`

// fails is one that writes on stderr and gives none.
const fails = `echo 'no button: aws_secret_access_key=m4rk' >&2
exit 1`

// TestLoadConfig takes credentials from a process, and assumes roles with them: what the process says is never on the
// terminal.
func TestLoadConfig(t *testing.T) {
	for _, tt := range []struct{ name, profile, process, key, roles string }{
		{"the profile's own", "p", talks, "AKIDPROCESS", ""},
		{"its own, which fails", "p", fails, "", ""},
		{"a role", "role", talks, "ASIAONE", "AKIDPROCESS arn:aws:iam::1:role/one out"},
		{"a role, whose process fails", "role", fails, "", ""},
		{"a role by a role", "far", talks, "ASIATWO", "AKIDPROCESS arn:aws:iam::1:role/one out, ASIAONE arn:aws:iam::2:role/two"},
		{"a role by a role, whose process fails", "far", fails, "", ""},
		{"a role with keys", "keyed", fails, "ASIAONE", "AKIDKEYED arn:aws:iam::1:role/one"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			awsreplay.Isolate(t)
			dir := t.TempDir()
			write := func(name, text string) string {
				path := filepath.Join(dir, name)
				if err := os.WriteFile(path, []byte(text), 0o700); err != nil {
					t.Fatal(err)
				}
				return path
			}
			process := write("process", "#!/bin/sh\n"+tt.process+"\n")
			t.Setenv("AWS_CONFIG_FILE", write("config", "[profile p]\nregion = us-east-1\ncredential_process = "+process+"\n"+
				"[profile role]\nregion = us-east-1\nrole_arn = arn:aws:iam::1:role/one\nsource_profile = p\nexternal_id = out\n"+
				"[profile far]\nregion = us-east-1\nrole_arn = arn:aws:iam::2:role/two\nsource_profile = role\n"+
				"[profile keyed]\nregion = us-east-1\nrole_arn = arn:aws:iam::1:role/one\nsource_profile = keys\n"+
				"[profile keys]\naws_access_key_id = AKIDKEYED\naws_secret_access_key = s\n"))
			var assumed []string
			t.Setenv("AWS_ENDPOINT_URL_STS", roles(t, &assumed))

			cfg, err := credprocess.LoadConfig(t.Context(), config.WithSharedConfigProfile(tt.profile))
			if err != nil {
				t.Fatal(err)
			}
			said := onTerminal(t, func() {
				credentials, e := cfg.Credentials.Retrieve(t.Context())
				if err = e; credentials.AccessKeyID != tt.key {
					t.Errorf("the credentials are %q (%v), want %q", credentials.AccessKeyID, e, tt.key)
				}
			})
			if said != "" {
				t.Errorf("on the terminal stands %q", said)
			}
			if got := strings.Join(assumed, ", "); got != tt.roles {
				t.Errorf("assumed is %q, want %q", got, tt.roles)
			}
			var told *credprocess.Error
			if failed := errors.As(err, &told); failed != (tt.key == "") || failed && told.Said != "no button: aws_secret_access_key=[hidden]" {
				t.Errorf("it fails with %v (%+v)", err, told)
			}
		})
	}
}

// roles is an STS that gives credentials for roles, and notes by whose keys they were asked for, and with which external
// id.
func roles(t *testing.T, assumed *[]string) (url string) {
	t.Helper()
	keys := map[string]string{"arn:aws:iam::1:role/one": "ASIAONE", "arn:aws:iam::2:role/two": "ASIATWO"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, by, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
		by, _, _ = strings.Cut(by, "/")
		role := r.FormValue("RoleArn")
		*assumed = append(*assumed, strings.TrimSpace(by+" "+role+" "+r.FormValue("ExternalId")))
		_, _ = fmt.Fprintf(w, `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
			<AssumedRoleUser><Arn>%s</Arn><AssumedRoleId>A:s</AssumedRoleId></AssumedRoleUser><Credentials><AccessKeyId>%s</AccessKeyId>
			<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>
			</AssumeRoleResult></AssumeRoleResponse>`, role, keys[role])
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// onTerminal is what is written to the program's stderr while a function runs.
func onTerminal(t *testing.T, run func()) string {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	kept := os.Stderr
	os.Stderr = file
	defer func() { os.Stderr = kept }()
	run()
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	return string(said)
}

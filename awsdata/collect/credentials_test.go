package collect

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest/onlyreads"
	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// configFile makes text the test's AWS configuration.
func configFile(t *testing.T, text string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("AWS_CONFIG_FILE", file)
}

// signedInOnce gives the test a home of its own, with a sign-in that ended long ago where the AWS CLI keeps them.
func signedInOnce(t *testing.T, url string) {
	t.Helper()
	home := platform.Home(t)
	cache := filepath.Join(home, ".aws", "sso", "cache")
	if err := os.MkdirAll(cache, 0o700); err != nil {
		t.Fatal(err)
	}
	token := `{"startUrl": "` + url + `", "accessToken": "old", "expiresAt": "2020-01-01T00:00:00Z"}`
	err := os.WriteFile(filepath.Join(cache, fmt.Sprintf("%x.json", sha1.Sum([]byte(url)))), []byte(token), 0o600)
	if err != nil {
		t.Fatal(err)
	}
}

// Missing and expired credentials end a collection with one line: what happened, and what to type next.
func TestCredentialsThatCannotBeHad(t *testing.T) {
	for _, c := range []struct {
		name, config, profile string
		want                  []string
	}{
		{"none", "", "", []string{"no AWS credentials were found", "aws configure"}},
		{"none in the profile", "[profile shop]\nregion = eu-west-1\n", "shop",
			[]string{"no AWS credentials of profile shop were found", "aws configure --profile shop"}},
		{"never signed in", "[profile shop]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = r\n" +
			"[sso-session s]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n", "shop",
			[]string{"nobody has signed in to AWS with the profile shop", "aws sso login --profile shop"}},
		{"sign-in expired",
			"[profile shop]\nsso_region = eu-west-1\nsso_start_url = https://example.awsapps.com/start\n" +
				"sso_account_id = 123456789012\nsso_role_name = r\n", "shop",
			[]string{"sign-in of profile shop has expired", "aws sso login --profile shop"}},
		{"a profile that acts on a shell", "[profile my $(team)]\nregion = eu-west-1\n", "my $(team)",
			[]string{"`aws sso login --profile 'my $(team)'`, or `aws configure --profile 'my $(team)'` for keys"}},
		{"no such profile", "", "shop", []string{`no AWS profile "shop"`, "aws configure list-profiles"}},
		{"hostile profile", "", "a\x1b]52;c;AAAA\a", []string{"no AWS profile"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			awsreplay.Isolate(t)
			signedInOnce(t, "https://example.awsapps.com/start")
			if c.config != "" {
				configFile(t, c.config)
			}
			server := awsreplay.New(t, accountFiles(t), 0)
			o := quick(server)
			o.Profile = c.profile
			_, err := Collect(context.Background(), o)
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if strings.ContainsAny(err.Error(), "\n\x1b\a") {
				t.Errorf("error %q is not one harmless line", err)
			}
			if n := len(server.Requests()); n > 0 {
				t.Errorf("AWS was asked %d times", n)
			}
		})
	}
}

// AWS can say at any call that credentials have expired. That ends everything, and keeps what has arrived.
func TestCredentialsExpire(t *testing.T) {
	for _, c := range []struct{ operation, code string }{
		{"GetCallerIdentity", "ExpiredToken"},
		{"GetCallerIdentity", "InvalidClientTokenId"},
		{"DescribeVpcs", "RequestExpired"},
		{"ListFunctions", "ExpiredTokenException"},
	} {
		t.Run(c.operation+" "+c.code, func(t *testing.T) {
			awsreplay.WithKeys(t)
			server := awsreplay.New(t, accountFiles(t), 0)
			server.Fault(c.operation, awsreplay.Error(403, c.code, "The security token is no good"))
			// Without the end that the error brings, this call would keep the collection for ever.
			server.Fault("DescribeFlowLogs", awsreplay.Hang(nil))
			snapshot, err := Collect(context.Background(), quick(server))
			var credentials *CredentialsError
			if !errors.As(err, &credentials) {
				t.Fatalf("error %v, want one about credentials", err)
			}
			if !strings.Contains(err.Error(), "run `aws") {
				t.Errorf("error %q does not say what to type", err)
			}
			expired := 0
			for _, g := range snapshot.Gaps() {
				switch g.Cause {
				case awsdata.CauseExpired:
					expired++
				case awsdata.CauseAbsent, awsdata.CauseUnsupported:
				default:
					t.Errorf("%+v", g)
				}
			}
			if expired == 0 {
				t.Error("no gap says that the credentials expired")
			}
		})
	}
}

// A region that is not enabled rejects credentials that are good elsewhere. It becomes gaps, not an end.
func TestRegionNotEnabled(t *testing.T) {
	awsreplay.WithKeys(t)
	files := accountFiles(t)
	server := awsreplay.New(t, files, 0)
	for _, c := range table() {
		if c.scope == inRegion {
			server.Fault(c.operation+"@us-east-1",
				awsreplay.Error(401, "AuthFailure", "not able to validate the provided access credentials"))
		}
	}
	got := mustCollect(t, quick(server))
	for _, g := range got.Gaps() {
		if g.Region != "us-east-1" || g.Cause != awsdata.CauseUnsupported {
			t.Errorf("%+v", g)
		}
	}
	if len(got.Region("eu-west-1").Functions) == 0 {
		t.Error("the other region is empty")
	}
}

// An emulator or a policy can deny even get-caller-identity. That is a gap like any other.
func TestIdentityDenied(t *testing.T) {
	awsreplay.WithKeys(t)
	server := awsreplay.New(t, accountFiles(t), 0)
	server.Fault("GetCallerIdentity", awsreplay.Denied())
	got := mustCollect(t, quick(server))
	if g := gaps(got); len(g) != 1 || g[0] != "global get-caller-identity denied" {
		t.Errorf("gaps %q", g)
	}
	if got.AccountID != "123456789012" {
		t.Errorf("account %q, want the one that the functions name", got.AccountID)
	}
}

func TestRegions(t *testing.T) {
	notFound := func(context.Context, string) ([]string, error) {
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	for _, c := range []struct {
		name     string
		regions  []string
		endpoint bool
		want     string // error, "" for none
	}{
		{"mistyped", []string{"us-esat-1"}, false, `unknown region "us-esat-1": did you mean us-east-1?`},
		{"no region at all", []string{"moon"}, true, `unknown region "moon"`},
		{"escape sequence", []string{"us-east-1\x1b[2J"}, true, `unknown region "us-east-1␛[2J"`},
		{"nothing configured", nil, true, "no region: use --region"},
		{"new to us, but an emulator has it", []string{"xx-north-1"}, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			awsreplay.WithKeys(t)
			server := awsreplay.New(t, accountFiles(t), 0)
			o := quick(server)
			o.Regions, o.lookup = c.regions, notFound
			if !c.endpoint {
				o.EndpointURL = ""
			}
			_, err := Collect(context.Background(), o)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("error %v", err)
			case c.want != "" && (err == nil || !strings.HasPrefix(err.Error(), c.want)):
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

func TestEndpointThatIsNoURL(t *testing.T) {
	awsreplay.WithKeys(t)
	for _, endpoint := range []string{"localhost:5000", "ftp://x", "::", "http://"} {
		_, err := Collect(context.Background(), Options{EndpointURL: endpoint, Regions: []string{"us-east-1"}})
		if err == nil || !strings.Contains(err.Error(), "is not a URL") {
			t.Errorf("%q: error %v", endpoint, err)
		}
	}
}

// The SDK warns on stderr by itself where nobody stops it. This runs in a process of its own, whose terminal nobody
// else writes to, without credentials and with instance metadata enabled but not answering: the case in which it warns.
func TestSilence(t *testing.T) {
	if os.Getenv("VPCLENS_TEST_SILENCE") != "" {
		server := awsreplay.New(t, accountFiles(t), 0)
		_, err := Collect(context.Background(), quick(server))
		var credentials *CredentialsError
		if !errors.As(err, &credentials) {
			t.Errorf("error %v, want one about credentials", err)
		}
		return
	}
	awsreplay.Isolate(t)
	os.Unsetenv("AWS_EC2_METADATA_DISABLED")
	t.Setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1")
	t.Setenv("VPCLENS_TEST_SILENCE", "1")
	command := exec.Command(os.Args[0], "-test.run=^TestSilence$")
	var stdout, stderr strings.Builder
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		t.Fatalf("%v: %s", err, stdout.String())
	}
	if stdout.String() != "PASS\n" || stderr.String() != "" {
		t.Errorf("something was written: stdout %q, stderr %q", stdout.String(), stderr.String())
	}
}

// The policy has exactly the actions of the table, and none that changes anything.
func TestPolicy(t *testing.T) {
	var policy struct {
		Version   string
		Statement []struct {
			Effect, Resource string
			Action           []string
		}
	}
	if err := json.Unmarshal(Policy(), &policy); err != nil {
		t.Fatal(err)
	}
	allowed := map[string]bool{}
	for _, s := range policy.Statement {
		if s.Effect != "Allow" {
			t.Errorf("effect %q", s.Effect)
		}
		for _, action := range s.Action {
			if allowed[action] {
				t.Errorf("%s is there twice", action)
			}
			allowed[action] = true
			_, operation, _ := strings.Cut(action, ":")
			if !onlyreads.Reads(operation) {
				t.Errorf("%s does more than read", action)
			}
		}
	}
	for _, c := range Calls() {
		if c.Why == "" {
			t.Errorf("%s says not why", c.Name)
		}
		for _, action := range c.Actions {
			if !allowed[action] {
				t.Errorf("%s of %s is not in the policy", action, c.Name)
			}
			delete(allowed, action)
		}
	}
	for action := range allowed {
		t.Errorf("%s is in the policy, and no call wants it", action)
	}
}

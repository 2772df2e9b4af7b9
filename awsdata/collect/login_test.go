package collect

import (
	"context"
	"crypto/sha1"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
	"github.com/vpclens/vpclens/awsdata/collect/signin/signintest"
)

// withSSO is a profile that signs in at IAM Identity Center, and one from the time before there were sessions.
const withSSO = `[profile shop]
sso_session = Work
sso_account_id = 123456789012
sso_role_name = reader
region = eu-west-1
[sso-session Work]
sso_region = eu-west-1
sso_start_url = https://shop.awsapps.com/start
sso_registration_scopes = sso:account:access, other:scope
[profile old]
sso_region = eu-west-1
sso_start_url = https://shop.awsapps.com/start
sso_account_id = 123456789012
sso_role_name = reader
region = eu-west-1
[profile role]
role_arn = arn:aws:iam::123456789012:role/shop
source_profile = shop
region = eu-west-1
[profile keys]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
[profile console]
login_session = arn:aws:iam::1:user/ann
[profile none]
region = eu-west-1
`

// runLogin is what to type to sign in as the profile shop.
const runLogin = "run `aws sso login --profile shop` or `vpclens login --profile shop`"

// cachedToken is what is kept of a sign-in.
func cachedToken(t *testing.T, key string) (path string, members map[string]string) {
	t.Helper()
	path = filepath.Join(os.Getenv("HOME"), ".aws", "sso", "cache", fmt.Sprintf("%x.json", sha1.Sum([]byte(key))))
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &members); err != nil {
		t.Fatal(err)
	}
	return path, members
}

// A person who confirms the code in the browser is signed in, for this program, the AWS CLI and all SDKs.
func TestLogin(t *testing.T) {
	for _, c := range []struct{ profile, key, scopes string }{
		{"shop", "Work", "[sso:account:access other:scope]"},
		{"role", "Work", "[sso:account:access other:scope]"}, // the profile whose credentials assume the role signs in
		{"old", "https://shop.awsapps.com/start", ""},
	} {
		t.Run(c.profile, func(t *testing.T) {
			server, o := signInHere(t, withSSO)
			server.Roles[role("shop")] = signintest.Role{}
			o.Profile = c.profile
			_, err := Collect(context.Background(), o)
			holds(t, err, map[string]string{"shop": "nobody has signed in to AWS with the profile shop: " + runLogin,
				"role": "with the profile shop", "old": "profile old"}[c.profile])
			var shown []signin.Device
			session, until, err := Login(context.Background(), o, func(d signin.Device) { shown = append(shown, d) })
			if err != nil {
				t.Fatal(err)
			}
			if len(shown) != 1 || shown[0].Code != signintest.UserCode || shown[0].Page != signintest.Page ||
				shown[0].Full != signintest.Page+"?user_code="+signintest.UserCode {
				t.Errorf("shown %+v", shown)
			}
			if session.StartURL != "https://shop.awsapps.com/start" || time.Until(until) > time.Hour ||
				time.Until(until) < 50*time.Minute {
				t.Errorf("session %+v until %v", session, until)
			}
			path, members := cachedToken(t, c.key)
			want := map[string]string{"startUrl": "https://shop.awsapps.com/start", "region": "eu-west-1",
				"accessToken":  "token 1",
				"refreshToken": "refresh 1", "clientId": "client", "clientSecret": "client secret",
				"expiresAt": until.Format("2006-01-02T15:04:05Z"), "registrationExpiresAt": "2027-02-03T04:05:06Z"}
			for name, value := range want {
				if members[name] != value {
					t.Errorf("%s is %q, want %q", name, members[name], value)
				}
			}
			if len(members) != len(want) {
				t.Errorf("kept %v", members)
			}
			if !platform.OwnerOnly(t, path) {
				t.Errorf("%s is for others as well", path)
			}
			if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
				t.Errorf("beside the token lie %v, %v", entries, err)
			}
			if got := server.Calls()[0].Params.Get("scopes"); got != c.scopes {
				t.Errorf("scopes %s, want %s", got, c.scopes)
			}
			mustCollect(t, o)
		})
	}
}

// A sign-in that is over is renewed without a person while AWS lets it, and by the one who is asked otherwise.
func TestSignInEnds(t *testing.T) {
	for _, c := range []struct {
		name    string
		profile string
		after   func(t *testing.T, s *signintest.Server)
		calls   string // after the sign-in
		want    []string
		signIn  bool
	}{
		{"too old, and renewed", "shop", func(t *testing.T, _ *signintest.Server) { expire(t, "Work", "") },
			"CreateToken GetRoleCredentials", nil, false},
		{"too old to be renewed", "shop", func(t *testing.T, s *signintest.Server) {
			expire(t, "Work", "")
			s.Refresh = ""
		}, "CreateToken", []string{"the AWS sign-in of profile shop has expired: " + runLogin}, true},
		{"too old, of a role", "role", func(t *testing.T, s *signintest.Server) {
			expire(t, "Work", "")
			s.Refresh = ""
		}, "CreateToken", []string{"the AWS sign-in of profile shop has expired"}, true},
		{"too old, and cannot be renewed", "shop",
			func(t *testing.T, _ *signintest.Server) { expire(t, "Work", "refreshToken") }, "",
			[]string{"the AWS sign-in of profile shop has expired"}, true},
		{"too old, without a session", "old", func(t *testing.T, _ *signintest.Server) {
			expire(t, "https://shop.awsapps.com/start", "")
		}, "",
			[]string{"the AWS sign-in of profile old has expired: run `aws sso login --profile old`"}, true},
		{"signed out elsewhere", "shop", func(t *testing.T, s *signintest.Server) { s.SignOut() }, "GetRoleCredentials",
			[]string{"the AWS sign-in of profile shop has expired"}, true},
		{"no such role", "shop", func(t *testing.T, s *signintest.Server) { s.Denied = true }, "GetRoleCredentials",
			[]string{"IAM Identity Center gives whoever signed in no role reader in the account 123456789012",
				"sso_role_name and sso_account_id in profile shop"}, true},
		{"damaged", "shop", func(t *testing.T, _ *signintest.Server) {
			path, _ := cachedToken(t, "Work")
			if err := os.WriteFile(path, []byte(`{"accessToken": 7`), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "",
			[]string{"the AWS sign-in of profile shop cannot be read (unexpected end of JSON input): " + runLogin},
			true},
		{"an answer without credentials", "shop", func(t *testing.T, s *signintest.Server) { s.Empty = true },
			"GetRoleCredentials",
			[]string{`the answer has no member "roleCredentials"`, "sso_region"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, withSSO)
			server.Roles[role("shop")] = signintest.Role{}
			o.Profile = c.profile
			if _, _, err := Login(context.Background(), o, func(signin.Device) {}); err != nil {
				t.Fatal(err)
			}
			before := server.Operations()
			c.after(t, server)
			_, err := Collect(context.Background(), o)
			holds(t, err, c.want...)
			if got := strings.TrimSpace(strings.TrimPrefix(server.Operations(), before)); got != c.calls {
				t.Errorf("calls %s, want %s", got, c.calls)
			}
			var credentials *CredentialsError
			if errors.As(err, &credentials) && credentials.SignIn != c.signIn {
				t.Errorf("signing in mends it: %v, want %v", credentials.SignIn, c.signIn)
			}
		})
	}
}

// expire makes a kept sign-in too old, and takes a member away.
func expire(t *testing.T, key, without string) {
	t.Helper()
	path, members := cachedToken(t, key)
	members["expiresAt"] = "2020-01-01T00:00:00Z"
	delete(members, without)
	data, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestLoginFails(t *testing.T) {
	for _, c := range []struct {
		name, profile string
		prepare       func(t *testing.T, s *signintest.Server)
		want          []string
	}{
		{"declined", "shop", func(_ *testing.T, s *signintest.Server) { s.Confirm = []string{"AccessDeniedException"} },
			[]string{"not signed in: the request was declined in the browser",
				"run `vpclens login --profile shop` again"}},
		{"too late", "shop", func(_ *testing.T, s *signintest.Server) { s.Confirm = []string{"ExpiredTokenException"} },
			[]string{"not signed in: the code was not confirmed in time", "again"}},
		{"another portal", "shop", func(_ *testing.T, s *signintest.Server) {
			s.Portal = "https://other.awsapps.com/start"
		},
			[]string{"IAM Identity Center lets nobody sign in (InvalidRequestException",
				"check sso_start_url and sso_region in profile shop"}},
		{"nobody there", "shop", func(t *testing.T, _ *signintest.Server) {
			t.Setenv("AWS_ENDPOINT_URL_SSO_OIDC", "http://127.0.0.1:1")
		},
			[]string{"not signed in (connection refused)", "check the network"}},
		{"keys", "keys", nil, []string{"the credentials of profile keys do not come from IAM Identity Center (SSO): " +
			"they need no sign-in"}},
		{"aws login", "console", nil, []string{"run `aws login --profile console`"}},
		{"nothing", "none", nil, []string{"`aws configure sso --profile none`"}},
		{"a page that is none of the web", "shop",
			func(_ *testing.T, s *signintest.Server) { s.Page = "file:///etc/passwd" },
			[]string{`"file:///etc/passwd" as the page to sign in at`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, withSSO)
			o.Profile = c.profile
			if c.prepare != nil {
				c.prepare(t, server)
			}
			_, _, err := Login(context.Background(), o, func(signin.Device) {})
			if err == nil {
				t.Fatal("signed in")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
			if entries, err := os.ReadDir(filepath.Join(os.Getenv("HOME"), ".aws")); err == nil {
				t.Errorf("something was kept: %v", entries)
			}
		})
	}
}

// Keys in the environment come first when AWS is read, and do not keep anybody from signing in.
func TestLoginBesideKeysInTheEnvironment(t *testing.T) {
	_, o := signInHere(t, strings.ReplaceAll(withSSO, "[profile shop]", "[default]"))
	o.Profile = ""
	t.Setenv("AWS_ACCESS_KEY_ID", "AKIAENV")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "s")
	if _, _, err := Login(context.Background(), o, func(signin.Device) {}); err != nil {
		t.Error(err)
	}
}

// The token goes where the user's own links lead.
func TestLoginFollowsLinks(t *testing.T) {
	_, o := signInHere(t, withSSO)
	elsewhere := t.TempDir()
	platform.Link(t, elsewhere, filepath.Join(os.Getenv("HOME"), ".aws"))
	if _, _, err := Login(context.Background(), o, func(signin.Device) {}); err != nil {
		t.Fatal(err)
	}
	if files, err := filepath.Glob(filepath.Join(elsewhere, "sso", "cache", "*.json")); err != nil || len(files) != 1 {
		t.Errorf("%v %v", files, err)
	}
	mustCollect(t, o)
}

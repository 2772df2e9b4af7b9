package collect

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
	"github.com/vpclens/vpclens/awsdata/collect/signin/signintest"
)

// signInHere gives a test a home of its own with a configuration, a server that signs in, and options to read the
// account of the replay server as a profile.
func signInHere(t *testing.T, config string) (*signintest.Server, Options) {
	t.Helper()
	awsreplay.Isolate(t)
	platform.Home(t)
	configFile(t, config)
	server := signintest.New(t)
	server.Services(t)
	o := quick(awsreplay.New(t, accountFiles(t), 0))
	o.Profile = "shop"
	return server, o
}

// role is the ARN of a role of the test's account.
func role(name string) string { return "arn:aws:iam::" + signintest.Account + ":role/" + name }

// withMFA are two profiles that assume roles with one user's keys and one MFA device.
func withMFA() string {
	return `[profile ann]
aws_access_key_id = AKIAANN
aws_secret_access_key = ann's secret
[profile shop]
role_arn = ` + role("shop") + `
source_profile = ann
mfa_serial = arn:aws:iam::` + signintest.Account + `:mfa/ann
region = eu-west-1
[profile bank]
role_arn = ` + role("bank") + `
source_profile = ann
mfa_serial = arn:aws:iam::` + signintest.Account + `:mfa/ann
region = eu-west-1
`
}

// mfaRoles want the device of the test's user, in a session or with the role.
func mfaRoles(s *signintest.Server) {
	s.Roles[role("shop")] = signintest.Role{MFA: true}
	s.Roles[role("bank")] = signintest.Role{MFA: true}
}

// says is a person who says one code after the other, and what they were asked.
func says(codes ...string) (*signin.Person, *[]signin.Question) {
	asked := &[]signin.Question{}
	return signin.NewPerson(func(_ context.Context, q signin.Question) (string, error) {
		*asked = append(*asked, q)
		if len(codes) == 0 {
			return "", signin.ErrNoAnswer
		}
		code := codes[0]
		codes = codes[1:]
		return code, nil
	}), asked
}

// One code is enough for an account that is read again, and for other roles that want the same device.
func TestOneCodeForAll(t *testing.T) {
	server, o := signInHere(t, withMFA())
	mfaRoles(server)
	server.Codes["471983"] = true
	person, asked := says("471 983")
	o.Person = person
	for _, profile := range []string{"shop", "shop", "bank"} {
		o.Profile = profile
		if got := mustCollect(t, o); len(got.Gaps()) > 0 {
			t.Errorf("gaps %v", gaps(got))
		}
	}
	want := []signin.Question{{Profile: "shop", Device: server.Device}}
	if !slices.Equal(*asked, want) {
		t.Errorf("asked %+v, want %+v", *asked, want)
	}
	if got, want := server.Operations(), "GetSessionToken AssumeRole AssumeRole AssumeRole"; got != want {
		t.Errorf("calls %s, want %s", got, want)
	}
	for _, c := range server.Calls() {
		if c.Operation == "AssumeRole" && (server.Whose(c.Key) != "session" || c.Params.Has("TokenCode") ||
			c.Params.Get("DurationSeconds") != "3600") {
			t.Errorf("%+v", c)
		}
	}
}

// Where a policy denies sessions, the code goes with the role, which is kept as long as it lasts.
func TestCodeWithTheRole(t *testing.T) {
	server, o := signInHere(t, withMFA())
	mfaRoles(server)
	server.NoSession, server.Codes["471983"] = true, true
	person, asked := says("471983")
	o.Person = person
	mustCollect(t, o)
	mustCollect(t, o)
	if got, want := server.Operations(), "GetSessionToken AssumeRole"; got != want || len(*asked) != 1 {
		t.Errorf("calls %s, want %s; asked %d times", got, want, len(*asked))
	}
}

func TestWrongCodes(t *testing.T) {
	for _, c := range []struct {
		name  string
		codes []string
		asked []signin.Answer // what is said of the code before
		want  []string        // of the error, none for none
	}{
		{"the second is right", []string{"111111", "471983"}, []signin.Answer{signin.NotAsked, signin.Refused}, nil},
		{"no digits", []string{"never mind", "12345", "471983"},
			[]signin.Answer{signin.NotAsked, signin.NoCode, signin.NoCode}, nil},
		{"none is right", []string{"111111", "222222", "333333"},
			[]signin.Answer{signin.NotAsked, signin.Refused, signin.Refused},
			[]string{"AWS accepted none of the codes of the MFA device arn:aws:iam::123456789012:mfa/ann",
				"wait for the next code"}},
		{"nobody answers", nil, []signin.Answer{signin.NotAsked},
			[]string{"the role of profile shop wants a code of the MFA device arn:aws:iam::123456789012:mfa/ann, and " +
				"none was given", "type it"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, withMFA())
			mfaRoles(server)
			server.Codes["471983"] = true
			var asked *[]signin.Question
			o.Person, asked = says(c.codes...)
			_, err := Collect(context.Background(), o)
			holds(t, err, c.want...)
			var before []signin.Answer
			for _, q := range *asked {
				before = append(before, q.Before)
			}
			if !slices.Equal(before, c.asked) {
				t.Errorf("asked %v, want %v", before, c.asked)
			}
			for _, code := range c.codes {
				if err != nil && strings.Contains(fmt.Sprintf("%v %+v", err, errors.Unwrap(err)), code) {
					t.Errorf("the error holds a code: %v", err)
				}
			}
		})
	}
}

// holds wants an error about credentials in one harmless line with these texts, or none.
func holds(t *testing.T, err error, texts ...string) {
	t.Helper()
	if len(texts) == 0 {
		if err != nil {
			t.Errorf("error %v", err)
		}
		return
	}
	var credentials *CredentialsError
	if !errors.As(err, &credentials) {
		t.Fatalf("error %v, want one about credentials", err)
	}
	for _, text := range texts {
		if !strings.Contains(err.Error(), text) {
			t.Errorf("error %q does not say %q", err, text)
		}
	}
	if strings.ContainsAny(err.Error(), "\n\x1b\a") {
		t.Errorf("error %q is not one harmless line", err)
	}
}

// Keys in the environment come before the profile that the environment names, and before it in what is to be done.
func TestKeysInTheEnvironmentEnd(t *testing.T) {
	awsreplay.WithKeys(t)
	configFile(t, withSSO)
	t.Setenv("AWS_PROFILE", "shop")
	server := awsreplay.New(t, accountFiles(t), 0)
	server.Fault("GetCallerIdentity", awsreplay.Error(403, "ExpiredToken", "The security token is no good"))
	_, err := Collect(context.Background(), quick(server))
	holds(t, err, "the AWS credentials have expired: set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and "+
		"AWS_SESSION_TOKEN")
}

// Without anybody to ask, AWS is not asked either.
func TestNobodyToAsk(t *testing.T) {
	server, o := signInHere(t, strings.ReplaceAll(withMFA(), "mfa/ann", "mfa/\x1b]52;c;AAAA\aann"))
	_, err := Collect(context.Background(), o)
	holds(t, err, "the role of profile shop wants a code of the MFA device arn:aws:iam::123456789012:mfa/",
		"nobody can be asked",
		"`aws configure export-credentials --format env --profile shop`")
	if got := server.Operations(); got != "" {
		t.Errorf("calls %s", got)
	}
}

// A person who does not answer holds the collection up no longer than it lasts, and is not asked any more then.
func TestAskingEndsWithTheCollection(t *testing.T) {
	_, o := signInHere(t, withMFA())
	ctx, interrupt := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	o.Person = signin.NewPerson(func(ctx context.Context, _ signin.Question) (string, error) {
		interrupt()
		<-ctx.Done()
		ended <- ctx.Err()
		return "", ctx.Err()
	})
	if _, err := Collect(ctx, o); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("the question ended with %v", err)
	}
}

func TestAskingTakesNoLongerThanReading(t *testing.T) {
	_, o := signInHere(t, withMFA())
	limited, over := context.WithCancelCause(context.Background())
	o.Person = signin.NewPerson(func(ctx context.Context, _ signin.Question) (string, error) {
		over(errTimeLimit)
		<-ctx.Done()
		return "", ctx.Err()
	})
	_, err := collectWithin(context.Background(), limited, o.withDefaults())
	holds(t, err, "profile shop", "run this again")
}

// Roles that are assumed with roles, with endpoints of the configuration's own.
func TestRoleChains(t *testing.T) {
	const keys = "[profile keys]\naws_access_key_id = AKIAANN\naws_secret_access_key = s\n"
	chain := keys + "[profile middle]\nrole_arn = " + role("middle") + "\nsource_profile = keys\n" +
		"[profile shop]\nrole_arn = " + role("shop") +
		"\nsource_profile = middle\nexternal_id = ticket 7\nregion = eu-west-1\nservices = here\n" +
		"[services here]\nsts =\n  endpoint_url = ENDPOINT\n"
	for _, c := range []struct {
		name, config string
		roles        map[string]signintest.Role
		calls        string
		want         []string
	}{
		{"all is well", chain, map[string]signintest.Role{"middle": {Trusts: "AKIAANN"},
			"shop": {Trusts: role("middle"), ExternalID: "ticket 7"}},
			"AssumeRole AssumeRole", nil},
		{"the second is denied", chain, map[string]signintest.Role{"middle": {Trusts: "AKIAANN"},
			"shop": {Trusts: "AKIABOB"}},
			"AssumeRole AssumeRole", []string{"AWS does not let the credentials of profile middle assume the role " +
				role("shop"),
				"`aws sts get-caller-identity --profile middle` shows whom the role has to trust; " +
					"role_arn in profile shop"}},
		{"the first is denied", chain, map[string]signintest.Role{}, "AssumeRole",
			[]string{"AWS does not let the credentials of profile keys assume the role " + role("middle"),
				"`aws sts get-caller-identity --profile keys`", "role_arn in profile middle"}},
		{"no such profile", strings.ReplaceAll(chain, "[profile middle]", "[profile other]"), nil, "",
			[]string{`no AWS profile "middle", which a source_profile names`, "aws configure list-profiles"}},
		{"an empty profile", strings.ReplaceAll(chain, "source_profile = keys", "source_profile = empty") +
			"[profile empty]\nregion = eu-west-1\n",
			nil, "", []string{"profile empty, which a source_profile names, has no credentials",
				"`aws sso login --profile empty`"}},
		{"a sign-in of aws login", keys + "[profile me]\nlogin_session = arn:aws:iam::1:user/me\n" +
			"[profile shop]\nsource_profile = me\nrole_arn = r\n",
			nil, "", []string{"cannot assume a role with the sign-in of profile me",
				"`aws configure export-credentials --format env --profile shop`"}},
		{"nobody there", strings.ReplaceAll(chain, "ENDPOINT", "http://127.0.0.1:1"), nil, "",
			[]string{"the role " + role("middle") + " could not be assumed (no answer: ",
				"endpoint_url in profile middle"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, "")
			configFile(t, strings.ReplaceAll(c.config, "ENDPOINT", server.URL))
			os.Unsetenv("AWS_ENDPOINT_URL_STS") // the configuration says it
			for name, r := range c.roles {
				server.Roles[role(name)] = r
			}
			_, err := Collect(context.Background(), o)
			if err != nil && c.calls == "" && !errors.As(err, new(*CredentialsError)) {
				err = &CredentialsError{Problem: err.Error()}
			}
			holds(t, err, c.want...)
			if got := server.Operations(); got != c.calls {
				t.Errorf("calls %s, want %s", got, c.calls)
			}
		})
	}
}

// A program that gives credentials is kept from the terminal wherever in a chain of roles it stands.
func TestProcessBelowARole(t *testing.T) {
	server, o := signInHere(t, "")
	terminal, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer func(kept *os.File) { os.Stderr = kept }(os.Stderr)
	os.Stderr = terminal
	script := filepath.Join(t.TempDir(), "keys")
	text := "#!/bin/sh\necho careful >&2\n[ -f $0.no ] && exit 7\n" +
		"echo '{\"Version\": 1, \"AccessKeyId\": \"AKIAPROCESS\", \"SecretAccessKey\": \"s\"}'\n"
	if err := os.WriteFile(script, []byte(text), 0o700); err != nil {
		t.Fatal(err)
	}
	configFile(t, "[profile vault]\ncredential_process = "+script+"\n"+
		"[profile shop]\nregion = eu-west-1\nsource_profile = vault\nrole_arn = "+role("shop")+"\n"+
		"[profile far]\nregion = eu-west-1\nsource_profile = shop\nrole_arn = "+role("far")+"\n")
	server.Roles[role("shop")] = signintest.Role{Trusts: "AKIAPROCESS"}
	server.Roles[role("far")] = signintest.Role{Trusts: role("shop")}
	mustCollect(t, o)
	far := o
	far.Profile = "far"
	mustCollect(t, far)
	if err := os.WriteFile(script+".no", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Collect(context.Background(), o)
	holds(t, err, "no AWS credentials of profile shop could be had", "exit status 7", "it says: careful",
		"`aws configure get credential_process --profile vault` shows the program")
	if said, err := os.ReadFile(terminal.Name()); err != nil || len(said) > 0 {
		t.Errorf("on the terminal stands %q (%v)", said, err)
	}
}

func TestWebIdentity(t *testing.T) {
	for _, c := range []struct {
		name, token string
		inFile      bool // the configuration names it, not the environment
		want        []string
	}{
		{"all is well", "web pod", true, nil},
		{"all is well in the environment", "web pod", false, nil},
		{"no file", "", true, []string{"the token file TOKEN could not be read (no such file or directory)",
			"web_identity_token_file in profile shop"}},
		{"no file in the environment", "", false,
			[]string{"the token file TOKEN could not be read", "AWS_WEB_IDENTITY_TOKEN_FILE"}},
		{"somebody else", "web other", true,
			[]string{"AWS does not let the token in TOKEN assume the role " + role("shop"), "trust policy"}},
		{"too old", "expired", true, []string{"AWS does not accept the token in TOKEN (ExpiredTokenException: ",
			"have the token in TOKEN written anew"}},
		{"no token", "x", false, []string{"AWS does not accept the token in TOKEN (InvalidIdentityToken: ",
			"written anew, or check AWS_WEB_IDENTITY_TOKEN_FILE"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, "")
			file := filepath.Join(t.TempDir(), "token")
			if c.token != "" {
				if err := os.WriteFile(file, []byte(c.token), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if c.inFile {
				configFile(t, "[profile shop]\nregion = eu-west-1\nrole_arn = "+role("shop")+
					"\nweb_identity_token_file = "+file+"\n")
			} else {
				o.Profile = ""
				t.Setenv("AWS_WEB_IDENTITY_TOKEN_FILE", file)
				t.Setenv("AWS_ROLE_ARN", role("shop"))
				t.Setenv("AWS_REGION", "eu-west-1")
			}
			server.Roles[role("shop")] = signintest.Role{Trusts: "pod"}
			_, err := Collect(context.Background(), o)
			for i := range c.want {
				c.want[i] = strings.ReplaceAll(c.want[i], "TOKEN ", file+" ")
			}
			holds(t, err, c.want...)
		})
	}
}

// keptConsole keeps a session of `aws login` as the AWS CLI does, which ends at a time.
func keptConsole(t *testing.T, session string, ends time.Time) (path string) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(map[string]any{
		"accessToken": map[string]any{"accessKeyId": "ASIAKEPT", "secretAccessKey": "s", "sessionToken": "t",
			"accountId": signintest.Account, "expiresAt": ends.UTC().Format(time.RFC3339)},
		"tokenType": "aws_sigv4", "refreshToken": "again", "identityToken": "i",
		"clientId": "arn:aws:signin:::devtools/same-device",
		"dpopKey":  string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})),
	})
	if err != nil {
		t.Fatal(err)
	}
	return kept(t, fmt.Sprintf(".aws/login/cache/%x.json", sha256.Sum256([]byte(session))), string(data))
}

// kept writes a file of the test's home.
func kept(t *testing.T, name, text string) (path string) {
	t.Helper()
	path = filepath.Join(os.Getenv("HOME"), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestConsoleSessions(t *testing.T) {
	const session = "arn:aws:iam::123456789012:user/ann"
	later, before := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	for _, c := range []struct {
		name    string
		prepare func(t *testing.T, s *signintest.Server)
		calls   string
		want    []string
	}{
		{"it is good", func(t *testing.T, _ *signintest.Server) { keptConsole(t, session, later) }, "", nil},
		{"it is renewed", func(t *testing.T, s *signintest.Server) {
			keptConsole(t, session, before)
			s.Console = "again"
		}, "CreateOAuth2Token", nil},
		{"nobody has signed in", nil, "",
			[]string{"nobody has signed in to AWS with the profile shop: run `aws login --profile shop`"}},
		{"it is too old", func(t *testing.T, s *signintest.Server) {
			keptConsole(t, session, before)
			s.Refuse = "TOKEN_EXPIRED"
		}, "CreateOAuth2Token",
			[]string{"the AWS sign-in of profile shop has expired: run `aws login --profile shop`"}},
		{"another password", func(t *testing.T, s *signintest.Server) {
			keptConsole(t, session, before)
			s.Refuse = "USER_CREDENTIALS_CHANGED"
		}, "CreateOAuth2Token", []string{"the password is another one since: run `aws login --profile shop`"}},
		{"not allowed", func(t *testing.T, s *signintest.Server) {
			keptConsole(t, session, before)
			s.Refuse = "INSUFFICIENT_PERMISSIONS"
		}, "CreateOAuth2Token", []string{"does not let the user of profile shop renew",
			"signin:CreateOAuth2Token", "`aws login --profile shop`"}},
		{"renewed elsewhere in vain", func(t *testing.T, s *signintest.Server) { keptConsole(t, session, before) },
			"CreateOAuth2Token",
			[]string{"no AWS credentials of profile shop could be had (ValidationException",
				"run `aws login --profile shop`"}},
		{"null", func(t *testing.T, _ *signintest.Server) {
			if err := os.WriteFile(keptConsole(t, session, before), []byte("null"), 0o600); err != nil {
				t.Fatal(err)
			}
		}, "", []string{"the AWS sign-in of profile shop cannot be read", "run `aws login --profile shop`"}},
		{"no key", func(t *testing.T, _ *signintest.Server) {
			err := os.WriteFile(keptConsole(t, session, before), []byte(`{"accessToken": {}, "dpopKey": "x"}`), 0o600)
			if err != nil {
				t.Fatal(err)
			}
		}, "", []string{"cannot be read (its dpopKey is no key)", "run `aws login --profile shop`"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			server, o := signInHere(t, "[profile shop]\nregion = eu-west-1\nlogin_session = "+session+"\n")
			if c.prepare != nil {
				c.prepare(t, server)
			}
			_, err := Collect(context.Background(), o)
			holds(t, err, c.want...)
			if got := server.Operations(); got != c.calls {
				t.Errorf("calls %s, want %s", got, c.calls)
			}
		})
	}
}

//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/signin/signintest"
)

// signsIn is an environment in which the profile shop assumes a role with an MFA device, and the profile sso signs in
// at IAM Identity Center; the AWS behind both; and the account that they read.
func signsIn(t *testing.T) (env []string, aws *signintest.Server, read *awsreplay.Server) {
	t.Helper()
	aws, read = signintest.New(t), account(t)
	arn := "arn:aws:iam::" + signintest.Account + ":role/shop"
	aws.Roles[arn] = signintest.Role{MFA: true}
	config := write(t, filepath.Join(t.TempDir(), "config"), text(`[profile ann]
aws_access_key_id = AKIAANN
aws_secret_access_key = s
[profile shop]
role_arn = `+arn+`
source_profile = ann
mfa_serial = `+aws.Device+`
region = us-east-1
[profile sso]
sso_session = work
sso_account_id = 123456789012
sso_role_name = reader
region = us-east-1
[sso-session work]
sso_region = eu-west-1
sso_start_url = `+aws.Portal+`
`))
	env = environment(t, "AWS_CONFIG_FILE="+config)
	for _, service := range []string{"STS", "SSO", "SSO_OIDC", "SIGNIN"} {
		env = append(env, "AWS_ENDPOINT_URL_"+service+"="+aws.URL)
	}
	return env, aws, read
}

// function is the name of a function of the account that is read.
const function = "fn-00"

// A code is asked for on the terminal, which does not show it, and once more where it is wrong. What was asked for is
// answered on stdout as if nothing had been.
func TestCodeOnTheTerminal(t *testing.T) {
	env, aws, read := signsIn(t)
	aws.Codes["471983"] = true
	s := play(t, env, explorer("scan --profile shop --endpoint-url "+read.URL+" >out"))
	sent := s.await("code of the MFA device " + aws.Device + ", for profile shop: ")
	s.typed("111111\n")
	sent += s.await("AWS did not accept that code")
	sent += s.await("for profile shop: ")
	s.typed("471983\n")
	sent += s.await("CODE 0.")
	for _, code := range []string{"111111", "471983"} {
		if strings.Contains(sent, code) {
			t.Errorf("the terminal shows %s: %q", code, sent)
		}
	}
	echoes(t, s.await("END"))
	out, err := os.ReadFile(filepath.Join(s.dir, "out"))
	if err != nil || !strings.Contains(string(out), function) || strings.Contains(string(out), "MFA") {
		t.Errorf("%v: %.300s", err, out)
	}
}

// echoes holds that a terminal shows again what is typed.
func echoes(t *testing.T, stty string) {
	t.Helper()
	for _, word := range []string{"icanon", "echo", "isig"} {
		if !strings.Contains(" "+strings.NewReplacer(";", " ", "\n", " ", "\r", " ").Replace(stty)+" ", " "+word+" ") {
			t.Errorf("the terminal has no %s any more: %s", word, stty)
		}
	}
}

// Ctrl-C while a code is asked for ends the program as always, and the terminal shows again what is typed.
func TestInterruptedWhileACodeIsAskedFor(t *testing.T) {
	env, _, read := signsIn(t)
	s := play(t, env, explorer("scan --profile shop --endpoint-url "+read.URL))
	s.await("for profile shop: ")
	s.typed("47\x03")
	s.await("vpclens: interrupted")
	s.await("CODE 130.")
	echoes(t, s.await("END"))
}

// In a pipe nobody is asked: what is typed instead is told.
func TestNoCodeInAPipe(t *testing.T) {
	env, aws, read := signsIn(t)
	for name, redirect := range map[string]string{"stdin": "</dev/null", "stderr": "2>said"} {
		t.Run(name, func(t *testing.T) {
			s := play(t, env, explorer("scan --profile shop --endpoint-url "+read.URL+" "+redirect)+
				"cat said\necho OVER\n")
			sent := s.await("CODE 1.") + s.await("OVER")
			if !strings.Contains(sent, "aws configure export-credentials --format env --profile shop") ||
				strings.Contains(sent, "for profile shop: ") {
				t.Errorf("the terminal was sent %q", sent)
			}
		})
	}
	if got := aws.Operations(); got != "" {
		t.Errorf("AWS was asked for %s", got)
	}
}

// The explorer asks for a code in a box of its own, and shows the account then.
func TestCodeInTheExplorer(t *testing.T) {
	env, aws, read := signsIn(t)
	aws.Codes["471983"] = true
	s := play(t, env, explorer("--profile shop --endpoint-url "+read.URL))
	sent := s.await("code of the MFA device") + s.await("What is typed is not shown")
	s.typed("471983\r")
	sent += s.await(function)
	s.typed("q")
	sent += s.await("CODE 0.")
	if strings.Contains(sent, "471983") {
		t.Error("the terminal was sent the code")
	}
	s.whole(sent, s.await("END"))
}

// Where nobody has signed in, the explorer does, and the next program is signed in as well.
func TestSignInInTheExplorer(t *testing.T) {
	env, aws, read := signsIn(t)
	s := play(t, env, explorer("--profile sso --endpoint-url "+read.URL)+
		`"VPCLENS" scan --profile sso --endpoint-url `+read.URL+" >/dev/null\necho SCAN $?.\n")
	sent := s.await("nobody has signed in to AWS with the profile sso") + s.await("L signs in")
	s.typed("L")
	sent += s.await(function)
	s.typed("q")
	sent += s.await("CODE 0.")
	s.whole(sent, s.await("END"))
	s.await("SCAN 0.")
	const want = "RegisterClient StartDeviceAuthorization CreateToken GetRoleCredentials GetRoleCredentials"
	if got := aws.Operations(); got != want {
		t.Errorf("calls %s, want %s", got, want)
	}
}

// vpclens login signs in with and without a terminal, and says where to confirm which code.
func TestLoginCommand(t *testing.T) {
	env, aws, read := signsIn(t)
	s := play(t, env, `"VPCLENS" login --profile sso </dev/null
echo CODE $?.
"VPCLENS" scan --profile sso --endpoint-url `+read.URL+` >/dev/null
echo SCAN $?.
"VPCLENS" login --profile shop
"VPCLENS" login --demo
echo CODE $?.
`)
	s.await("vpclens: open " + signintest.Page + " and confirm the code " + signintest.UserCode)
	s.await("which has the code in it")
	s.await("vpclens: signed in at " + aws.Portal + " until ")
	s.await("CODE 0.")
	s.await("SCAN 0.")
	s.await("the credentials of profile ann do not come from IAM Identity Center (SSO)")
	s.await("leave out --from and --demo")
	s.await("CODE 2.")
}

package signin

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
)

// patient is IAM Identity Center where a person takes their time: it gives one answer after the other, and notes when
// it was asked.
type patient struct {
	answers  []error // nil is the token
	interval int32
	begun    time.Time
	asked    []time.Duration
}

func (p *patient) RegisterClient(context.Context, *ssooidc.RegisterClientInput,
	...func(*ssooidc.Options)) (*ssooidc.RegisterClientOutput, error) {
	id := "client"
	return &ssooidc.RegisterClientOutput{ClientId: &id, ClientSecret: &id}, nil
}

func (p *patient) StartDeviceAuthorization(context.Context, *ssooidc.StartDeviceAuthorizationInput,
	...func(*ssooidc.Options)) (*ssooidc.StartDeviceAuthorizationOutput, error) {
	code, page := "code", "https://device.sso.eu-west-1.amazonaws.com/"
	p.begun = time.Now()
	return &ssooidc.StartDeviceAuthorizationOutput{DeviceCode: &code, UserCode: &code, VerificationUri: &page,
		ExpiresIn: 60, Interval: p.interval}, nil
}

func (p *patient) CreateToken(context.Context, *ssooidc.CreateTokenInput,
	...func(*ssooidc.Options)) (*ssooidc.CreateTokenOutput, error) {
	p.asked = append(p.asked, time.Since(p.begun))
	err := p.answers[min(len(p.asked), len(p.answers))-1]
	if err != nil {
		return nil, err
	}
	token := "token"
	return &ssooidc.CreateTokenOutput{AccessToken: &token, ExpiresIn: 3600}, nil
}

// AWS is asked as often as it says, and less often when it says so, until a person has confirmed or it is too late.
func TestPolling(t *testing.T) {
	pending, slow := error(&types.AuthorizationPendingException{}), error(&types.SlowDownException{})
	for _, c := range []struct {
		name     string
		interval int32
		answers  []error
		asked    []time.Duration
		want     error
	}{
		{"at once", 1, []error{nil}, []time.Duration{0}, nil},
		{"the interval of AWS", 2, []error{pending, pending, nil}, []time.Duration{0, 2 * time.Second, 4 * time.Second},
			nil},
		{"no interval", 0, []error{pending, nil}, []time.Duration{0, 5 * time.Second}, nil},
		{"slower", 1, []error{pending, slow, pending, nil},
			[]time.Duration{0, time.Second, 7 * time.Second, 13 * time.Second}, nil},
		{"declined", 1, []error{pending, &types.AccessDeniedException{}}, []time.Duration{0, time.Second}, ErrDeclined},
		{"AWS says that it is too late", 1, []error{pending, &types.ExpiredTokenException{}},
			[]time.Duration{0, time.Second}, ErrTooLate},
		{"nobody says anything", 20, []error{pending}, []time.Duration{0, 20 * time.Second, 40 * time.Second},
			ErrTooLate},
	} {
		t.Run(c.name, func(t *testing.T) {
			platform.Home(t)
			synctest.Test(t, func(t *testing.T) {
				aws := &patient{answers: c.answers, interval: c.interval}
				_, err := Session{StartURL: "https://x"}.SignIn(t.Context(), aws, func(Device) {})
				if !errors.Is(err, c.want) || c.want == nil && err != nil {
					t.Errorf("error %v, want %v", err, c.want)
				}
				if !slices.Equal(aws.asked, c.asked) {
					t.Errorf("asked after %v, want %v", aws.asked, c.asked)
				}
			})
		})
	}
}

// Whoever does not want to wait any more waits no longer.
func TestPollingIsGivenUp(t *testing.T) {
	dir := platform.Home(t)
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		aws := &patient{answers: []error{&types.AuthorizationPendingException{}}}
		shown := false
		go func() {
			time.Sleep(7 * time.Second) // of virtual time
			cancel()
		}()
		_, err := Session{StartURL: "https://x"}.SignIn(ctx, aws, func(Device) { shown = true })
		if !errors.Is(err, context.Canceled) || !shown || time.Since(aws.begun) != 7*time.Second {
			t.Errorf("%v after %v", err, time.Since(aws.begun))
		}
	})
	if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
		t.Errorf("something was kept: %v %v", entries, err)
	}
}

func TestScopes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "config")
	text := `[default]
sso_registration_scopes = no
[ sso-session  Work ]
# a note
sso_start_url = https://x
SSO_Registration_Scopes = sso:account:access , codewhisperer:completions # both
nested =
  sso_registration_scopes = no
[sso-session other]
sso_registration_scopes = no
`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	got, want := Scopes(file, "Work"), []string{"sso:account:access", "codewhisperer:completions"}
	if !slices.Equal(got, want) {
		t.Errorf("scopes %q, want %q", got, want)
	}
	if got := Scopes(file, "none"); got != nil {
		t.Errorf("scopes of a session that is not there: %q", got)
	}
	if got := Scopes(filepath.Dir(file), "Work"); got != nil {
		t.Errorf("scopes of a folder: %q", got)
	}
}

func TestWebPages(t *testing.T) {
	for page, want := range map[string]bool{
		"https://device.sso.eu-west-1.amazonaws.com/?user_code=A": true,
		"http://127.0.0.1:5000/":                                  true, "http://[::1]/": true,
		"http://example.com/": false, "file:///etc/passwd": false, "javascript:alert(1)": false,
		"--version": false, "https://": false,
		"https://a@b/": false, "": false, "http://127.0.0.1.example.com/": false,
	} {
		if webPage(page) != want {
			t.Errorf("%q is a page: %v", page, !want)
		}
	}
}

// What an answer quotes of a code is not told, and numbers of accounts that hold its digits are.
func TestCodesAreNotTold(t *testing.T) {
	if err := without("123456", errors.New("Value '123456' at 'tokenCode'")); strings.Contains(err.Error(), "123456") {
		t.Error(err)
	}
	err := without("123456", errors.New("arn:aws:iam::123456789012:role/x"))
	if !strings.Contains(err.Error(), "123456789012") {
		t.Error(err)
	}
	if without("123456", nil) != nil {
		t.Error("no error has become one")
	}
}

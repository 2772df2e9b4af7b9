// Package signintest is the AWS that signs people in, for tests: STS with MFA devices and roles that trust somebody,
// IAM Identity Center with its device codes, and the service behind `aws login`. Unlike emulators it refuses what is
// wrong. Its answers have the form of AWS's own. Source: the API references of STS, IAM Identity Center and its OIDC
// service, AWS Sign-In.
package signintest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// Account is the account of all roles.
const Account = "123456789012"

// Role is a role that can be assumed.
type Role struct {
	Trusts     string // the access key that may assume it, or whom a web identity token is; "" for everybody
	MFA        bool   // only with an MFA device
	ExternalID string // that must be said; "" for none
}

// Call is what the server was asked for.
type Call struct {
	Operation string
	Key       string // the access key that signed it, "" for none
	Params    url.Values
}

// Server signs people in. Set its members before it is asked.
type Server struct {
	URL string

	Device    string          // the MFA device of the user with the keys
	Codes     map[string]bool // the codes that it shows; each is good once
	NoSession bool            // a policy denies sessions of the user
	Roles     map[string]Role // by ARN

	Confirm []string // what the token of a device code is refused for, one after the other, before it is given
	Portal  string   // the start URL that is known
	Page    string   // where a person confirms; [Page] if ""
	Denied  bool     // whoever signed in has no role in the account
	Empty   bool     // what gives a role's credentials gives none
	Refresh string   // the token by which another one is had
	Console string   // the token by which a session of `aws login` is renewed
	Refuse  string   // why it is not

	mu     sync.Mutex
	calls  []Call
	given  map[string]string // access key of a role or session: whose it is
	proven map[string]bool   // access keys of sessions to which the device was proved
	token  string            // of IAM Identity Center, that is good now
	tokens int
}

// New starts a server that ends with the test.
func New(tb testing.TB) *Server {
	tb.Helper()
	s := &Server{Device: "arn:aws:iam::" + Account + ":mfa/ann", Codes: map[string]bool{}, Roles: map[string]Role{},
		given: map[string]string{}, proven: map[string]bool{}, Portal: "https://shop.awsapps.com/start"}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	tb.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Services has the SDK ask the server for all that signs in, and for nothing else.
func (s *Server) Services(t testing.TB) {
	t.Helper()
	setenv, ok := t.(interface{ Setenv(name, value string) })
	if !ok {
		t.Fatal("a benchmark signs nobody in")
	}
	for _, service := range []string{"STS", "SSO", "SSO_OIDC", "SIGNIN"} {
		setenv.Setenv("AWS_ENDPOINT_URL_"+service, s.URL)
	}
}

// Calls are all that was asked for, in order, but for who somebody is.
func (s *Server) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []Call
	for _, c := range s.calls {
		if c.Operation != "GetCallerIdentity" {
			out = append(out, c)
		}
	}
	return out
}

// Operations are the names of the calls.
func (s *Server) Operations() string {
	var out []string
	for _, c := range s.Calls() {
		out = append(out, c.Operation)
	}
	return strings.Join(out, " ")
}

// Whose is whose an access key is that the server gave: the ARN of a role, "session", "sso", "console".
func (s *Server) Whose(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.given[key]
}

// SignOut ends what was signed in to.
func (s *Server) SignOut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = "none"
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, key, _ := strings.Cut(r.Header.Get("Authorization"), "Credential=")
	key, _, _ = strings.Cut(key, "/")
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	params := r.URL.Query()
	if form, err := url.ParseQuery(string(body)); err == nil && len(form.Get("Action")) > 0 {
		params = form
	}
	var members map[string]any
	if json.Unmarshal(body, &members) == nil {
		for name, value := range members {
			params.Set(name, fmt.Sprint(value))
		}
	}
	c := Call{Key: key, Params: params}
	answers := map[string]func(http.ResponseWriter, *http.Request, Call){
		"POST /client/register": s.register, "POST /device_authorization": s.device, "POST /token": s.createToken,
		"GET /federation/credentials": s.roleCredentials, "POST /v1/token": s.console,
	}
	names := map[string]string{"POST /client/register": "RegisterClient",
		"POST /device_authorization": "StartDeviceAuthorization",
		"POST /token":                "CreateToken", "GET /federation/credentials": "GetRoleCredentials",
		"POST /v1/token": "CreateOAuth2Token"}
	at := r.Method + " " + r.URL.Path
	answer := answers[at]
	if c.Operation = names[at]; answer == nil {
		c.Operation, answer = params.Get("Action"), s.sts
	}
	s.calls = append(s.calls, c)
	answer(w, r, c)
}

// keys are new credentials.
func (s *Server) keys(whose string) (id, secret, session string, ends time.Time) {
	id = fmt.Sprintf("ASIA%012d", len(s.given)+1)
	s.given[id] = whose
	return id, "secret of " + id, "session of " + id, time.Now().Add(time.Hour).UTC().Truncate(time.Second)
}

func (s *Server) sts(w http.ResponseWriter, _ *http.Request, c Call) {
	switch p := c.Params; c.Operation {
	case "GetCallerIdentity":
		stsAnswer(w, c.Operation,
			fmt.Sprintf("<Arn>%s</Arn><UserId>U</UserId><Account>%s</Account>", s.given[c.Key], Account))
	case "GetSessionToken":
		switch {
		case s.NoSession:
			stsError(w, "AccessDenied", "User: ann is not authorized to perform: sts:GetSessionToken with an "+
				"explicit deny")
		case s.mfa(w, p):
			id := s.credentials(w, c.Operation, "session", "")
			s.proven[id] = true
		}
	case "AssumeRole":
		arn := p.Get("RoleArn")
		role, ok := s.Roles[arn]
		proved := s.proven[c.Key]
		if p.Get("SerialNumber") != "" {
			if !s.mfa(w, p) {
				return
			}
			proved = true
		}
		trusted := role.Trusts == "" || role.Trusts == c.Key || role.Trusts == s.given[c.Key]
		if !ok || !trusted || role.MFA && !proved || role.ExternalID != p.Get("ExternalId") {
			stsError(w, "AccessDenied",
				fmt.Sprintf("User: %s is not authorized to perform: sts:AssumeRole on "+"resource: %s", c.Key, arn))
			return
		}
		s.credentials(w, c.Operation, arn, assumed(arn))
	case "AssumeRoleWithWebIdentity":
		arn, token := p.Get("RoleArn"), p.Get("WebIdentityToken")
		switch {
		case token == "expired":
			stsError(w, "ExpiredTokenException",
				"Token expired: current date/time must be before the expiration date/time")
		case !strings.HasPrefix(token, "web "):
			stsError(w, "InvalidIdentityToken", "Couldn't retrieve verification key from your identity provider")
		case s.Roles[arn].Trusts != strings.TrimPrefix(token, "web "):
			stsError(w, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity")
		default:
			s.credentials(w, c.Operation, arn, assumed(arn))
		}
	default:
		stsError(w, "InvalidAction", "no "+c.Operation)
	}
}

// mfa checks a code, which is good once, and answers where it is not.
func (s *Server) mfa(w http.ResponseWriter, p url.Values) bool {
	code := p.Get("TokenCode")
	switch {
	case len(code) != 6:
		stsError(w, "ValidationError", fmt.Sprintf("1 validation error detected: Value '%s' at 'tokenCode' failed to "+
			"satisfy constraint: Member must have length greater than or equal to 6", code))
	case p.Get("SerialNumber") != s.Device:
		stsError(w, "AccessDenied", "MultiFactorAuthentication failed, unable to validate MFA code.  "+
			"Please verify your MFA serial number is valid and associated with this user.")
	case !s.Codes[code]:
		stsError(w, "AccessDenied", "MultiFactorAuthentication failed with invalid MFA one time pass code. ")
	default:
		delete(s.Codes, code)
		return true
	}
	return false
}

func assumed(arn string) string {
	return "<AssumedRoleUser><Arn>" + arn + "/session</Arn>" +
		"<AssumedRoleId>AROA:session</AssumedRoleId></AssumedRoleUser>"
}

func (s *Server) credentials(w http.ResponseWriter, operation, whose, more string) (id string) {
	id, secret, session, ends := s.keys(whose)
	stsAnswer(w, operation, fmt.Sprintf("<Credentials><AccessKeyId>%s</AccessKeyId>"+
		"<SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>%s</Expiration></Credentials>%s",
		id, secret, session, ends.Format(time.RFC3339), more))
	return id
}

func stsAnswer(w http.ResponseWriter, operation, result string) {
	w.Header().Set("Content-Type", "text/xml")
	fmt.Fprintf(w, `<%[1]sResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><%[1]sResult>%[2]s</%[1]sResult>`+
		`<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></%[1]sResponse>`, operation, result)
}

func stsError(w http.ResponseWriter, code, message string) {
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error>`+
		`<Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>r</RequestId></ErrorResponse>`,
		code, message)
}

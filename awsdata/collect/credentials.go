package collect

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/smithy-go"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// CredentialsError says that AWS could not be asked at all, or no longer: credentials are missing, expired or rejected.
type CredentialsError struct {
	Problem string // one line: what happened
	Next    string // one line: what to type next
	Err     error
	SignIn  bool // [Login] mends it
}

// Error implements error: what happened, and what to type next.
func (e *CredentialsError) Error() string { return e.Problem + ": " + e.Next }

// Unwrap returns the cause.
func (e *CredentialsError) Unwrap() error { return e.Err }

// expiredCodes say that credentials were good once. They end a collection wherever they come from.
var expiredCodes = map[string]bool{
	"ExpiredToken": true, "ExpiredTokenException": true, "RequestExpired": true, "TokenRefreshRequired": true,
}

// rejectedCodes say that a service does not know the credentials. A region that is not enabled for the account says so
// to good credentials as well, so they end a collection only if sts get-caller-identity is rejected too.
var rejectedCodes = map[string]bool{
	"AuthFailure": true, "InvalidClientTokenId": true, "UnrecognizedClientException": true, "InvalidAccessKeyId": true,
	"SignatureDoesNotMatch": true, "InvalidSignatureException": true, "IncompleteSignature": true,
	"MissingAuthenticationToken": true, "MissingAuthenticationTokenException": true, "InvalidToken": true,
	"NotSignedUp": true,
}

// way is how the credentials come about that all others rest on.
type way uint8

const (
	byNothing     way = iota // nothing is configured, or the machine gives them
	byEnvironment            // keys in variables
	byKeys                   // keys in a file
	byWebIdentity            // a token in a file, which somebody else writes
	bySSO                    // IAM Identity Center
	byConsole                // `aws login`
	byProcess                // a program
)

// account is what is known about whose credentials are used.
type account struct {
	profile string // "" for the default one
	way     way
	base    config.SharedConfig   // the profile that the credentials of all others rest on
	roles   []config.SharedConfig // those before it, the profile first: each assumes a role with what comes after
	token   string                // the file of a web identity
	assumes string                // the ARN of a role that the profile's credentials assume to read another account
}

// whose finds out which profile the configuration came from and how it signs in, in the order in which the SDK looks.
func whose(cfg aws.Config, asked string) account {
	env, shared := sources(cfg)
	switch {
	case asked == "" && env.Credentials.HasKeys():
		return account{way: byEnvironment}
	case asked == "" && env.WebIdentityTokenFilePath != "":
		return account{way: byWebIdentity, token: env.WebIdentityTokenFilePath,
			base: config.SharedConfig{RoleARN: env.RoleARN}}
	}
	a := account{profile: cmp.Or(asked, env.SharedConfigProfile)}
	a.follow(shared)
	return a
}

// sources are what the environment and the shared files say.
func sources(cfg aws.Config) (env config.EnvConfig, shared config.SharedConfig) {
	for _, source := range cfg.ConfigSources {
		switch s := source.(type) {
		case config.EnvConfig:
			env = s
		case config.SharedConfig:
			shared = s
		}
	}
	return env, shared
}

// follow goes along the profiles that assume a role with another one's credentials.
func (a *account) follow(shared config.SharedConfig) {
	a.base = shared
	for a.base.Source != nil {
		a.roles = append(a.roles, a.base)
		a.base = *a.base.Source
	}
	s := &a.base
	switch {
	case s.Credentials.HasKeys():
		a.way = byKeys
	case s.CredentialSource != "":
	case s.WebIdentityTokenFile != "":
		a.way, a.token = byWebIdentity, s.WebIdentityTokenFile
	case s.SSOSessionName != "" || s.SSOStartURL != "":
		a.way = bySSO
	case s.LoginSession != "":
		a.way = byConsole
	case s.CredentialProcess != "":
		a.way = byProcess
	}
	if s.RoleARN != "" && a.way != byWebIdentity { // with credential_source it needs no other profile
		a.roles = append(a.roles, a.base)
	}
}

// name is the profile as people read it.
func (a account) name() string {
	if a.profile == "" {
		return ""
	}
	return " of profile " + awsdata.Clean(a.profile)
}

// baseProfile is the profile that signs in, "" for the default one.
func (a account) baseProfile() string {
	if a.base.Profile == "" || a.profile == "" && a.base.Profile == config.DefaultSharedConfigProfile {
		return a.profile
	}
	return a.base.Profile
}

// command is a command line about the profile that signs in.
func (a account) command(words ...string) string { return commandFor(a.baseProfile(), words...) }

func commandFor(profile string, words ...string) string {
	if profile != "" {
		words = append(words, "--profile", awsdata.Clean(profile))
	}
	return "`" + paste.Line(words...) + "`"
}

// login is what signs in again.
func (a account) login() string {
	switch a.way {
	case bySSO:
		return "run " + a.command("aws", "sso", "login") + " or " + a.command("vpclens", "login")
	case byConsole:
		return "run " + a.command("aws", "login")
	case byProcess:
		return a.command("aws", "configure", "get", "credential_process") +
			" shows the program that gives them: run it to see why"
	case byWebIdentity:
		return "have the token in " + awsdata.Clean(a.token) + " written anew"
	case byEnvironment:
		return "set new AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, " +
			"or run `aws sso login --profile PROFILE` and use --profile PROFILE"
	case byKeys:
		return "run " + a.command("aws", "configure") + " for new keys"
	}
	if a.profile != "" {
		return "run " + a.command("aws", "sso", "login") + ", or " + a.command("aws", "configure") + " for keys"
	}
	return "run `aws sso login --profile PROFILE` and use --profile PROFILE, or run `aws configure` for keys"
}

// isNoProvider reports whether the chain came to its end: the last link, the instance metadata, is disabled or nobody
// answers there.
func isNoProvider(err error) bool {
	var op *smithy.OperationError
	return errors.As(err, &op) && op.ServiceID == "ec2imds"
}

// failed explains that AWS answered a call with an error about the credentials. It returns nil if the error is not
// about them, and sure if no other call has to be asked to know.
func (a account) failed(err error) (problem *CredentialsError, sure bool) {
	var signing *CredentialsError
	if errors.As(err, &signing) {
		return signing, true
	}
	var clock *skewedError
	switch code := codeOf(err); {
	case clockCodes[code] && errors.As(err, &clock):
		return &CredentialsError{Problem: clock.problem() + ", so it refuses every request",
			Next: "set the clock, and run this again", Err: err}, true
	case expiredCodes[code]:
		return a.expired(err), true
	case rejectedCodes[code]:
		return &CredentialsError{Problem: fmt.Sprintf("AWS does not accept the credentials%s (%s)", a.name(), code),
			Next: a.login() + ", or ask for a region that is enabled for the account", Err: err,
			SignIn: a.way == bySSO}, false
	}
	return nil, false
}

func codeOf(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// explained is a source of credentials whose errors say what to type next: credentials that have to be renewed in the
// middle of a collection can fail then.
type explained struct {
	aws.CredentialsProvider
	account account
}

// Retrieve implements [aws.CredentialsProvider].
func (p explained) Retrieve(ctx context.Context) (aws.Credentials, error) {
	c, err := p.CredentialsProvider.Retrieve(ctx)
	var mfa *signin.MFAError
	if err != nil && (ctx.Err() == nil || errors.As(err, &mfa)) {
		return c, p.account.missing(err)
	}
	return c, err
}

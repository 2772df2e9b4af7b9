package collect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ssocreds"
	"github.com/aws/smithy-go"

	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/credprocess"
)

// CredentialsError says that AWS could not be asked at all, or no longer: credentials are missing, expired or rejected.
type CredentialsError struct {
	Problem string // one line: what happened
	Next    string // one line: what to type next
	Err     error
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

// account is what is known about whose credentials are used.
type account struct {
	profile string // "" for the default one
	sso     bool
}

// whose finds out which profile the configuration came from and how it signs in.
func whose(cfg aws.Config, asked string) account {
	a := account{profile: asked}
	for _, source := range cfg.ConfigSources {
		switch s := source.(type) {
		case config.EnvConfig:
			if a.profile == "" {
				a.profile = s.SharedConfigProfile
			}
		case config.SharedConfig:
			a.sso = s.SSOSessionName != "" || s.SSOStartURL != ""
		}
	}
	return a
}

// name is the profile as people read it.
func (a account) name() string {
	if a.profile == "" {
		return ""
	}
	return " of profile " + awsdata.Clean(a.profile)
}

// login is the command that signs in again.
func (a account) login() string {
	run := func(words ...string) string {
		if a.profile != "" {
			words = append(words, "--profile", awsdata.Clean(a.profile))
		}
		return "`" + paste.Line(append([]string{"aws"}, words...)...) + "`"
	}
	switch {
	case a.sso:
		return "run " + run("sso", "login")
	case a.profile != "":
		return "run " + run("sso", "login") + ", or " + run("configure") + " for keys"
	}
	return "run `aws sso login --profile PROFILE` and use --profile PROFILE, or run `aws configure` for keys"
}

// missing explains that no credentials could be had before anything was asked.
func (a account) missing(err error) *CredentialsError {
	var token *ssocreds.InvalidTokenError
	if errors.As(err, &token) {
		a.sso = true
		return &CredentialsError{"the AWS sign-in" + a.name() + " has expired", a.login(), err}
	}
	if a.sso && errors.Is(err, fs.ErrNotExist) {
		return &CredentialsError{"nobody has signed in to AWS with the profile" + strings.TrimPrefix(a.name(), " of profile"), a.login(), err}
	}
	if code := codeOf(err); expiredCodes[code] || code == "UnauthorizedException" || code == "InvalidGrantException" {
		return &CredentialsError{"the AWS credentials" + a.name() + " have expired", a.login(), err}
	}
	if errors.Is(err, context.DeadlineExceeded) || isNoProvider(err) {
		return &CredentialsError{"no AWS credentials" + a.name() + " were found", a.login(), err}
	}
	return &CredentialsError{
		fmt.Sprintf("no AWS credentials%s could be had (%s)", a.name(), awsdata.Mask(awsdata.Clean(why(err)))), a.login(), err}
}

// why is the root of an error, and what the process said that was to give credentials.
func why(err error) string {
	text := reason(err)
	if process := (*credprocess.Error)(nil); errors.As(err, &process) {
		text += "; it says: " + process.Said
	}
	return text
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
		return &CredentialsError{clock.problem() + ", so it refuses every request", "set the clock, and run this again", err}, true
	case expiredCodes[code]:
		return &CredentialsError{"the AWS credentials" + a.name() + " have expired", a.login(), err}, true
	case rejectedCodes[code]:
		return &CredentialsError{fmt.Sprintf("AWS does not accept the credentials%s (%s)", a.name(), code),
			a.login() + ", or ask for a region that is enabled for the account", err}, false
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
	if err != nil && ctx.Err() == nil {
		return c, p.account.missing(err)
	}
	return c, err
}

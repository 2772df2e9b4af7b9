package signin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/aws-sdk-go-v2/service/sts/types"
	"github.com/aws/smithy-go"
)

// Roles assumes the roles of a profile.
type Roles struct {
	Person  *Person // who is asked for codes; nil for nobody
	Profile string  // that is read
	// End ends the asking. The SDK's cache of credentials hides from a provider that nobody waits for it any more.
	End context.Context
	// Process takes the place of the SDK's provider for a credential_process at the start of a chain of roles; nil
	// where there is none.
	Process aws.CredentialsProvider
}

// RoleError is that a role could not be assumed.
type RoleError struct {
	Role string // its ARN
	Err  error
}

// Error implements [error].
func (e *RoleError) Error() string { return "assume " + e.Role + ": " + e.Err.Error() }

// Unwrap is what STS or the credentials before said.
func (e *RoleError) Unwrap() error { return e.Err }

// Option has the SDK assume roles this way.
func (r *Roles) Option(o *stscreds.AssumeRoleOptions) {
	// The SDK wants to know beforehand that a code could be had. It is asked for by whoever sends it, who knows when
	// the reading ends, what was proved before, and whether AWS accepts it.
	o.TokenProvider = func() (string, error) { return "", nil }
	client, ok := o.Client.(*sts.Client)
	if !ok { // the SDK only looks whether all is there
		return
	}
	if o.SerialNumber != nil && o.Duration == 0 {
		o.Duration = oneHour // as with the AWS CLI; the SDK's quarter of one asks four times as often
	}
	o.Client = &role{roles: r, client: client}
}

// oneHour is the longest that every role can be assumed for. Source: STS API reference, AssumeRole, DurationSeconds.
const oneHour = time.Hour

// role assumes a role. Like the SDK's own provider it is called by one at a time.
type role struct {
	roles  *Roles
	client *sts.Client
	source *aws.CredentialsCache // of those that assume it
}

// AssumeRole implements [stscreds.AssumeRoleAPIClient].
func (r *role) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput,
	opts ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	out, err := r.assume(ctx, in)
	if err != nil {
		var inner *RoleError
		if errors.As(err, &inner) { // of a role before this one
			return nil, err
		}
		return nil, &RoleError{aws.ToString(in.RoleArn), err}
	}
	return out, nil
}

func (r *role) assume(ctx context.Context, in *sts.AssumeRoleInput) (*sts.AssumeRoleOutput, error) {
	if r.source == nil {
		source := r.client.Options().Credentials
		if r.roles.Process != nil && aws.IsCredentialsProvider(source, (*processcreds.Provider)(nil)) {
			source = r.roles.Process
		}
		r.source = aws.NewCredentialsCache(source)
	}
	keys, err := r.source.Retrieve(ctx)
	if err != nil {
		return nil, &sourceError{err}
	}
	if in.SerialNumber == nil {
		return r.client.AssumeRole(ctx, in, as(keys))
	}
	return r.withCode(ctx, in, keys)
}

// sourceError is that the credentials before a role could not be had.
type sourceError struct{ err error }

func (e *sourceError) Error() string { return e.err.Error() }
func (e *sourceError) Unwrap() error { return e.err }

// OfSource reports whether an error is about the credentials that were to assume a role, and not about the role.
func OfSource(err error) bool {
	var role *RoleError
	if errors.As(err, &role) { // the first of a chain that failed, which stands before what it was a source of
		err = role.Err
	}
	var source *sourceError
	return errors.As(err, &source)
}

// as has a call made with credentials.
func as(c aws.Credentials) func(*sts.Options) {
	return func(o *sts.Options) {
		o.Credentials = credentials.StaticCredentialsProvider{Value: c}
	}
}

// withCode assumes a role that wants an MFA device.
//
// AWS takes a code once. So that one is enough for all roles and for hours, it is exchanged for a session of the user,
// which says to every role that the device was there. A session has no session of its own: where the keys are one, and
// where a policy denies sessions, the code goes with the role.
// Source: IAM user guide, "Secure API access with MFA"; STS API reference, GetSessionToken.
func (r *role) withCode(ctx context.Context, in *sts.AssumeRoleInput,
	keys aws.Credentials) (out *sts.AssumeRoleOutput, err error) {
	p, device := r.roles.Person, aws.ToString(in.SerialNumber)
	if p == nil {
		return nil, &MFAError{device, Nobody, nil}
	}
	select {
	case p.asking <- struct{}{}:
		defer func() { <-p.asking }()
	case <-r.roles.End.Done():
		return nil, &MFAError{device, NoAnswer, context.Cause(r.roles.End)}
	}
	session := proof{device: device, key: keys.AccessKeyID}
	if c, ok := p.has(session); ok {
		return r.proved(ctx, in, c)
	}
	once := session
	once.role = terms(in)
	if c, ok := p.has(once); ok {
		return answer(c), nil
	}
	err = p.code(r.roles.End, Question{Profile: r.roles.Profile, Device: device}, func(code string) (err error) {
		defer func() { err = without(code, err) }()
		if keys.SessionToken == "" {
			got, err := r.client.GetSessionToken(ctx,
				&sts.GetSessionTokenInput{SerialNumber: &device, TokenCode: &code}, as(keys))
			switch {
			case err == nil && got.Credentials == nil:
				return errNoCredentials
			case err == nil:
				c := credentialsOf(got.Credentials)
				p.keep(session, c)
				out, err = r.proved(ctx, in, c)
				return err
			case !denied(err) || mfaFailed(err):
				return err
			}
		}
		with := *in
		with.TokenCode = &code
		out, err = r.client.AssumeRole(ctx, &with, as(keys))
		if err == nil && out.Credentials != nil {
			p.keep(once, credentialsOf(out.Credentials))
		}
		return err
	})
	if err != nil && wrongDevice(err) {
		err = &MFAError{device, WrongDevice, err}
	}
	return out, err
}

// proved assumes a role with a session to which the device was proved.
func (r *role) proved(ctx context.Context, in *sts.AssumeRoleInput,
	session aws.Credentials) (*sts.AssumeRoleOutput, error) {
	with := *in
	with.SerialNumber, with.TokenCode = nil, nil
	return r.client.AssumeRole(ctx, &with, as(session))
}

var errNoCredentials = errors.New("the answer has no credentials")

// terms are what a role is assumed with, but for the name of the session, which differs each time.
func terms(in *sts.AssumeRoleInput) string {
	return fmt.Sprintf("%s %q %d", aws.ToString(in.RoleArn), aws.ToString(in.ExternalId),
		aws.ToInt32(in.DurationSeconds))
}

func credentialsOf(c *types.Credentials) aws.Credentials {
	return aws.Credentials{AccessKeyID: aws.ToString(c.AccessKeyId), SecretAccessKey: aws.ToString(c.SecretAccessKey),
		SessionToken: aws.ToString(c.SessionToken), CanExpire: true, Expires: aws.ToTime(c.Expiration)}
}

// answer is what STS said when it gave credentials.
func answer(c aws.Credentials) *sts.AssumeRoleOutput {
	return &sts.AssumeRoleOutput{Credentials: &types.Credentials{AccessKeyId: &c.AccessKeyID,
		SecretAccessKey: &c.SecretAccessKey,
		SessionToken:    &c.SessionToken, Expiration: &c.Expires}}
}

// without is an error that does not hold the code, which an answer may quote. Numbers of accounts may hold its digits.
func without(code string, err error) error {
	if err == nil ||
		!slices.Contains(strings.FieldsFunc(err.Error(), func(r rune) bool { return r < '0' || r > '9' }), code) {
		return err
	}
	return errors.New("the answer is left out: it holds the code")
}

// deniedCode is what STS says to whoever may not, and to whoever gives a wrong code: only the message tells them apart.
// Source: AWS re:Post, "MultiFactorAuthentication failed with invalid MFA one time pass code"; other public threads
// have the same words.
const deniedCode = "AccessDenied"

func denied(err error) bool {
	var api smithy.APIError
	return errors.As(err, &api) && api.ErrorCode() == deniedCode
}

func mfaFailed(err error) bool { return deniedFor(err, "MultiFactorAuthentication failed") }

// codeRefused reports whether AWS does not accept a code: it is wrong, too old, or was used before.
func codeRefused(err error) bool { return deniedFor(err, "MFA one time pass code") }

// wrongDevice reports whether AWS knows no such device of the user's.
func wrongDevice(err error) bool { return deniedFor(err, "unable to validate MFA code") }

func deniedFor(err error, words string) bool {
	var api smithy.APIError
	return denied(err) && errors.As(err, &api) && strings.Contains(api.ErrorMessage(), words)
}

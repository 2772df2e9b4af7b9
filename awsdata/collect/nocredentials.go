package collect

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sso"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/credprocess"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// missing explains that no credentials could be had before anything was asked.
func (a account) missing(err error) *CredentialsError {
	var mfa *signin.MFAError
	var role *signin.RoleError
	var console *signin.ConsoleError
	var known *CredentialsError
	code := codeOf(err)
	switch {
	case errors.As(err, &known): // of the credentials that assume a role in another account
		return known
	case errors.As(err, &role) && role.Role == a.assumes:
		return a.noAccess(role)
	case errors.As(err, &mfa):
		return a.noCode(mfa)
	case errors.As(err, &role) && !signin.OfSource(err) && !expiredCodes[code] && !rejectedCodes[code]:
		return a.noRole(role)
	case errors.As(err, &console):
		return a.noConsole(console)
	case a.way == bySSO:
		return a.noSSO(err)
	case a.way == byWebIdentity:
		return a.noWebIdentity(err)
	case expiredCodes[code]:
		return a.expired(err)
	case rejectedCodes[code]:
		return &CredentialsError{Problem: fmt.Sprintf("AWS does not accept the credentials%s (%s)", of(a.baseProfile()),
			code),
			Next: a.login(), Err: err}
	case errors.Is(err, context.DeadlineExceeded) || isNoProvider(err):
		return &CredentialsError{Problem: "no AWS credentials" + a.name() + " were found", Next: a.login(), Err: err}
	}
	return a.failure(err)
}

// failure is that no credentials could be had for a reason that only the error tells.
func (a account) failure(err error) *CredentialsError {
	return &CredentialsError{Problem: fmt.Sprintf("no AWS credentials%s could be had (%s)", a.name(), said(err)),
		Next: a.login(), Err: err}
}

func (a account) expired(err error) *CredentialsError {
	return &CredentialsError{Problem: "the AWS credentials" + a.name() + " have expired", Next: a.login(), Err: err,
		SignIn: a.way == bySSO}
}

// inTime explains that there were no credentials before the time was over; any other error stays as it is.
func (a account) inTime(limited context.Context, err error) error {
	var known *CredentialsError
	if limited.Err() == nil || errors.As(err, &known) {
		return err
	}
	return &CredentialsError{Problem: fmt.Sprintf("there were no AWS credentials%s in time (%v)", a.name(),
		context.Cause(limited)),
		Next: "run this again, or with a longer --timeout", Err: err}
}

// of is a profile as part of a sentence.
func of(profile string) string { return account{profile: profile}.name() }

// said is the root of an error in one harmless line, with what the process said that was to give credentials.
func said(err error) string {
	text := reason(err)
	var api smithy.APIError
	if errors.As(err, &api) && !anonymous(api.ErrorCode()) {
		text = describe(api.ErrorCode(), api.ErrorMessage())
	}
	if process := (*credprocess.Error)(nil); errors.As(err, &process) {
		text += "; it says: " + process.Said
	}
	return awsdata.Mask(awsdata.Clean(text))
}

// noCode explains that a role wants a code of an MFA device.
func (a account) noCode(err *signin.MFAError) *CredentialsError {
	device := awsdata.Clean(err.Device)
	e := &CredentialsError{Err: err}
	switch err.Why {
	case signin.Nobody:
		e.Problem = fmt.Sprintf("the role%s wants a code of the MFA device %s, and nobody can be asked for it here",
			a.name(), device)
		e.Next = "run it on a terminal, or set what " +
			commandFor(a.profile, "aws", "configure", "export-credentials", "--format", "env") +
			" prints and leave out --profile"
	case signin.AllRefused:
		e.Problem = "AWS accepted none of the codes of the MFA device " + device
		e.Next = "wait for the next code, and run this again; is the clock of the device right?"
	case signin.WrongDevice:
		e.Problem = fmt.Sprintf("AWS knows no MFA device %s of the user%s", device, of(a.baseProfile()))
		e.Next = a.command("aws", "iam", "list-mfa-devices") + " shows those there are, for mfa_serial" +
			inProfile(a.asker(err.Device))
	default:
		e.Problem = fmt.Sprintf("the role%s wants a code of the MFA device %s, and none was given", a.name(), device)
		e.Next = "run this again and type it"
	}
	return e
}

// asker is the profile that names an MFA device.
func (a account) asker(device string) string {
	for _, r := range a.roles {
		if r.MFASerial == device {
			return r.Profile
		}
	}
	return a.profile
}

// inProfile is the profile of a setting as part of a sentence.
func inProfile(profile string) string {
	if profile == "" {
		return ""
	}
	return " in profile " + awsdata.Clean(profile)
}

// noRole explains that a role of the chain could not be assumed.
func (a account) noRole(err *signin.RoleError) *CredentialsError {
	arn, holder, before := awsdata.Clean(err.Role), a.profile, a.baseProfile()
	for i, r := range a.roles {
		if r.RoleARN != err.Role {
			continue
		}
		if holder = r.Profile; i+1 < len(a.roles) {
			before = a.roles[i+1].Profile
		}
	}
	e := &CredentialsError{Err: err}
	switch code := codeOf(err); {
	case deniedCodes[code]:
		e.Problem = fmt.Sprintf("AWS does not let the credentials%s assume the role %s", of(before), arn)
		e.Next = commandFor(before, "aws", "sts", "get-caller-identity") +
			" shows whom the role has to trust; role_arn" +
			inProfile(holder) + " names the role"
	case unreachable(err.Err):
		e.Problem = fmt.Sprintf("the role %s could not be assumed (no answer: %s)", arn, said(err.Err))
		e.Next = "check the network, and AWS_ENDPOINT_URL_STS or endpoint_url" + inProfile(holder) + " if one is set"
	default:
		e.Problem = fmt.Sprintf("the role %s could not be assumed (%s)", arn, said(err.Err))
		e.Next = "check role_arn" + inProfile(holder) + " and what stands beside it"
	}
	return e
}

// noAccess explains that the role to read another account with could not be assumed.
func (a account) noAccess(err *signin.RoleError) *CredentialsError {
	arn := awsdata.Clean(a.assumes)
	e := &CredentialsError{Err: err}
	switch code := codeOf(err); {
	case deniedCodes[code]:
		e.Problem = fmt.Sprintf("AWS does not let the credentials%s assume the role %s, or there is none of that name",
			a.name(), arn)
		e.Next = "its trust policy has to name whom " + commandFor(a.profile, "aws", "sts", "get-caller-identity") +
			" shows, and the external id if it wants one (--external-id)"
	case expiredCodes[code] || rejectedCodes[code]:
		e, _ = a.failed(err.Err)
	case isSilent(err.Err):
		e.Problem, e.Next = fmt.Sprintf("the role %s could not be assumed (%s)", arn, said(err.Err)),
			"check the network, and AWS_ENDPOINT_URL_STS if it is set"
	default:
		e.Problem, e.Next = fmt.Sprintf("the role %s could not be assumed (%s)", arn, said(err.Err)),
			"check --role-name and --external-id"
	}
	return e
}

// noConsole explains that a session of `aws login` gives no credentials.
func (a account) noConsole(err *signin.ConsoleError) *CredentialsError {
	e := &CredentialsError{Next: a.login(), Err: err}
	switch err.Why {
	case signin.ConsoleNone:
		e.Problem = "nobody has signed in to AWS with the profile" +
			strings.TrimPrefix(of(a.baseProfile()), " of profile")
	case signin.ConsoleExpired:
		e.Problem = "the AWS sign-in" + of(a.baseProfile()) + " has expired"
	case signin.ConsoleChanged:
		e.Problem = "the AWS sign-in" + of(a.baseProfile()) + " has ended: the password is another one since"
	case signin.ConsoleDamaged:
		e.Problem = fmt.Sprintf("the AWS sign-in%s cannot be read (%s)", of(a.baseProfile()), said(err))
	case signin.ConsoleDenied:
		e.Problem = "AWS does not let the user" + of(a.baseProfile()) + " renew the sign-in"
		e.Next = "have signin:CreateOAuth2Token allowed (the managed policy SignInLocalDevelopmentAccess has it), " +
			"then " + a.login()
	default:
		return a.failure(err)
	}
	return e
}

// noSSO explains that IAM Identity Center gives no credentials.
func (a account) noSSO(err error) *CredentialsError {
	e := &CredentialsError{Problem: "the AWS sign-in" + of(a.baseProfile()) + " has expired", Next: a.login(), Err: err,
		SignIn: true}
	var api smithy.APIError
	kept := a.session().Kept()
	switch code := codeOf(err); {
	case errors.Is(kept, fs.ErrNotExist):
		e.Problem = "nobody has signed in to AWS with the profile" +
			strings.TrimPrefix(of(a.baseProfile()), " of profile")
	case kept != nil:
		e.Problem = fmt.Sprintf("the AWS sign-in%s cannot be read (%s)", of(a.baseProfile()), said(kept))
	case code == "ForbiddenException" || code == "ResourceNotFoundException" || code == "AccessDeniedException":
		e.Problem = fmt.Sprintf("IAM Identity Center gives whoever signed in no role %s in the account %s",
			awsdata.Clean(a.base.SSORoleName), awsdata.Clean(a.base.SSOAccountID))
		e.Next = "check sso_role_name and sso_account_id" + inProfile(a.base.Profile) +
			", or sign in as somebody else: " + a.login()
	case unreachable(err) || malformed(err) != "":
		e = a.failure(err)
		e.Next = "check the network, and sso_region" + inProfile(a.base.Profile)
	case errors.As(err, &api) && !ssoEnds[code] && !expiredCodes[code]:
		e = a.failure(err)
		e.SignIn = true
	}
	return e
}

// ssoEnds are what IAM Identity Center says when a token is no good any more, or cannot be renewed.
// Source: the service's API references, GetRoleCredentials and CreateToken.
var ssoEnds = map[string]bool{
	"UnauthorizedException": true, "InvalidGrantException": true, "UnauthorizedClientException": true,
	"InvalidClientException": true,
}

// noWebIdentity explains that a token of somebody else's gives no role.
func (a account) noWebIdentity(err error) *CredentialsError {
	file := awsdata.Clean(a.token)
	e := &CredentialsError{Err: err}
	setting := "web_identity_token_file" + inProfile(a.base.Profile)
	if a.base.Profile == "" {
		setting = "AWS_WEB_IDENTITY_TOKEN_FILE"
	}
	// The SDK does not tell why it could not read the file.
	_, unread := os.ReadFile(a.token)
	switch code := codeOf(err); {
	case unread != nil:
		e.Problem = fmt.Sprintf("the token file %s could not be read (%s)", file, awsdata.Clean(reason(unread)))
		e.Next = "have the token written there, or check " + setting
	case deniedCodes[code]:
		e.Problem = fmt.Sprintf("AWS does not let the token in %s assume the role %s", file,
			awsdata.Clean(a.base.RoleARN))
		e.Next = "compare the issuer, audience and subject of the token with the role's trust policy"
	case unreachable(err):
		e.Problem = fmt.Sprintf("the role %s could not be assumed (no answer: %s)", awsdata.Clean(a.base.RoleARN),
			said(err))
		e.Next = "check the network, and AWS_ENDPOINT_URL_STS or endpoint_url if one is set"
	default:
		e.Problem = fmt.Sprintf("AWS does not accept the token in %s (%s)", file, said(err))
		e.Next = a.login() + ", or check " + setting
	}
	return e
}

// badConfig explains that the shared configuration cannot be used.
func badConfig(ctx context.Context, asked string, err error) error {
	var noProfile config.SharedConfigProfileNotExistError
	var chain config.SharedConfigAssumeRoleError
	switch {
	case errors.As(err, &chain) && chain.Err != nil:
		return fmt.Errorf("no AWS profile %q, which a source_profile names: "+
			"`aws configure list-profiles` shows those there are", awsdata.Clean(chain.Profile))
	case errors.As(err, &chain):
		base := account{profile: asked}
		if isConsole(ctx, chain.Profile) {
			return &CredentialsError{Err: err,
				Problem: fmt.Sprintf("the AWS SDK cannot assume a role with the sign-in%s, which is one of `aws login`",
					of(chain.Profile)),
				Next: "set what " + base.command("aws", "configure", "export-credentials", "--format", "env") +
					" prints and leave out --profile"}
		}
		return &CredentialsError{Err: err,
			Problem: fmt.Sprintf("profile %s, which a source_profile names, has no credentials",
				awsdata.Clean(chain.Profile)),
			Next: account{profile: chain.Profile}.login()}
	case errors.As(err, &noProfile):
		return fmt.Errorf("no AWS profile %q: `aws configure list-profiles` shows those there are",
			awsdata.Clean(noProfile.Profile))
	}
	return fmt.Errorf("read AWS configuration: %s", awsdata.Clean(reason(err)))
}

// isConsole reports whether a profile has a session of `aws login`.
func isConsole(ctx context.Context, profile string) bool {
	env, err := config.NewEnvConfig()
	if err != nil {
		return false
	}
	shared, err := config.LoadSharedConfigProfile(ctx, profile, func(o *config.LoadSharedConfigOptions) {
		if env.SharedConfigFile != "" {
			o.ConfigFiles = []string{env.SharedConfigFile}
		}
		if env.SharedCredentialsFile != "" {
			o.CredentialsFiles = []string{env.SharedCredentialsFile}
		}
	})
	return err == nil && shared.LoginSession != ""
}

// wholeSignIn adds to the operations that sign in a look at what must be in an answer: the SDK takes it for granted,
// and would panic where nobody can catch it.
func wholeSignIn(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("WholeSignIn", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		out, metadata, err := next.HandleInitialize(ctx, in)
		if err == nil {
			switch answer := out.Result.(type) {
			case *sso.GetRoleCredentialsOutput:
				if answer.RoleCredentials == nil {
					err = missingMember("roleCredentials")
				}
			case *ssooidc.CreateTokenOutput:
				if answer.AccessToken == nil {
					err = missingMember("accessToken")
				}
			}
		}
		return out, metadata, err
	}), middleware.After)
}

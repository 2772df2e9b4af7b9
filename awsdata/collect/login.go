package collect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// Login signs in to IAM Identity Center (AWS SSO) as the profile says. It shows where a person has to confirm which
// code and waits until they have, the code is too old, or ctx ends. The token is kept where the AWS CLI keeps it. Of
// the options only the profile and the limits count.
func Login(ctx context.Context, options Options,
	show func(signin.Device)) (of signin.Session, until time.Time, err error) {
	o := options.withDefaults()
	cfg, err := loadConfig(ctx, o)
	if err != nil {
		return of, until, err
	}
	env, shared := sources(cfg)
	a := account{profile: cmp.Or(o.Profile, env.SharedConfigProfile)}
	a.follow(shared) // keys in the environment come first when AWS is read, and say nothing of who signs in
	if a.way != bySSO {
		return of, until, a.noLogin()
	}
	of = a.session()
	of.Scopes = signin.Scopes(cmp.Or(env.SharedConfigFile, config.DefaultSharedConfigFilename()), of.Name)
	until, err = of.SignIn(ctx, signin.NewOIDC(cfg, of.Region), show)
	if err != nil {
		return of, until, a.loginFailed(ctx, err)
	}
	return of, until, nil
}

// session is how the profile signs in at IAM Identity Center.
func (a account) session() signin.Session {
	if s := a.base.SSOSession; s != nil {
		return signin.Session{Name: s.Name, StartURL: s.SSOStartURL, Region: s.SSORegion}
	}
	return signin.Session{StartURL: a.base.SSOStartURL, Region: a.base.SSORegion}
}

// noLogin explains that a profile has no sign-in of this kind, and how it gets its credentials.
func (a account) noLogin() error {
	e := &CredentialsError{Problem: "the credentials" + of(a.baseProfile()) +
		" do not come from IAM Identity Center (SSO)"}
	if a.baseProfile() == "" {
		e.Problem = "the default AWS profile does not sign in at IAM Identity Center (SSO)"
	}
	switch a.way {
	case byConsole:
		e.Next = "run " + a.command("aws", "login")
	case byKeys, byWebIdentity, byProcess:
		e.Next = "they need no sign-in"
	default:
		e.Next = a.command("aws", "configure", "sso") + " has it do so, or name another profile"
	}
	return e
}

// loginFailed explains why nobody is signed in.
func (a account) loginFailed(ctx context.Context, err error) error {
	again := "run " + a.command("vpclens", "login") + " again"
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("sign in: %w", context.Cause(ctx))
	case errors.Is(err, signin.ErrTooLate), errors.Is(err, signin.ErrDeclined):
		return &CredentialsError{Problem: "not signed in: " + err.Error(), Next: again, Err: err, SignIn: true}
	case unreachable(err) || malformed(err) != "":
		return &CredentialsError{Problem: fmt.Sprintf("not signed in (%s)", said(err)),
			Next: "check the network, and sso_region" + inProfile(a.base.Profile), Err: err, SignIn: true}
	case codeOf(err) != "":
		return &CredentialsError{Problem: fmt.Sprintf("IAM Identity Center lets nobody sign in (%s)", said(err)),
			Next: "check sso_start_url and sso_region" + inProfile(a.base.Profile), Err: err, SignIn: true}
	}
	return fmt.Errorf("sign in: %s", awsdata.Clean(err.Error()))
}

package signin

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc"
	"github.com/aws/aws-sdk-go-v2/service/ssooidc/types"
)

// Session is a sign-in to IAM Identity Center as the shared AWS configuration says it.
type Session struct {
	Name     string // of the sso-session; "" where the profile says all by itself, as it did before there were sessions
	StartURL string
	Region   string
	Scopes   []string // what tokens of the session are for; none for what the AWS CLI asks for
}

// accountAccess is what a token is for where nobody says otherwise. Only with a scope does AWS give a token by which it
// can be renewed. Source: AWS CLI user guide, "sso_registration_scopes".
const accountAccess = "sso:account:access"

// key is by what the token of a session is found in the cache.
func (s Session) key() string {
	if s.Name != "" {
		return s.Name
	}
	return s.StartURL
}

// Device is where a person says that it is them who sign in, and by which code AWS knows which sign-in is meant.
type Device struct {
	Code string
	Page string // where the code is to be typed
	Full string // the page with the code in it, which is the same for whoever clicks; "" for none
	Ends time.Time
}

// OIDC are the calls by which one signs in to IAM Identity Center. They need no credentials.
type OIDC interface {
	RegisterClient(context.Context, *ssooidc.RegisterClientInput,
		...func(*ssooidc.Options)) (*ssooidc.RegisterClientOutput, error)
	StartDeviceAuthorization(context.Context, *ssooidc.StartDeviceAuthorizationInput,
		...func(*ssooidc.Options)) (*ssooidc.StartDeviceAuthorizationOutput, error)
	CreateToken(context.Context, *ssooidc.CreateTokenInput,
		...func(*ssooidc.Options)) (*ssooidc.CreateTokenOutput, error)
}

// NewOIDC is IAM Identity Center in a region.
func NewOIDC(cfg aws.Config, region string) OIDC {
	cfg = cfg.Copy()
	cfg.Region = region
	return ssooidc.NewFromConfig(cfg)
}

// Why a sign-in ended without a token.
var (
	ErrTooLate  = errors.New("the code was not confirmed in time")
	ErrDeclined = errors.New("the request was declined in the browser")
)

const (
	clientName  = "vpclens"
	deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

	// usualInterval is the wait between two questions where AWS names none, and slower what each "slow down" adds.
	// Source: RFC 8628, section 3.5.
	usualInterval = 5 * time.Second
	slower        = 5 * time.Second
)

// SignIn signs in by a device code: show is told where a person has to confirm which code, and then AWS is asked until
// they have. The token goes to the cache of the AWS CLI and the SDKs. It returns how long the token lasts.
func (s Session) SignIn(ctx context.Context, aws OIDC, show func(Device)) (until time.Time, err error) {
	file, err := s.file() // before a person does anything for nothing
	if err != nil {
		return time.Time{}, err
	}
	client, err := s.register(ctx, aws)
	if err != nil {
		return time.Time{}, fmt.Errorf("register with IAM Identity Center: %w", err)
	}
	start, err := aws.StartDeviceAuthorization(ctx, &ssooidc.StartDeviceAuthorizationInput{
		ClientId: client.ClientId, ClientSecret: client.ClientSecret, StartUrl: &s.StartURL})
	if err != nil {
		return time.Time{}, fmt.Errorf("begin to sign in at %s: %w", s.StartURL, err)
	}
	device, err := deviceOf(start)
	if err != nil {
		return time.Time{}, err
	}
	show(device)
	got, err := poll(ctx, aws, client, start, device.Ends)
	if err != nil {
		return time.Time{}, err
	}
	until = time.Now().Add(time.Duration(got.ExpiresIn) * time.Second).UTC()
	return until, save(file, s.token(client, got, until))
}

// register makes the program known. AWS gives every one that asks an id and a secret for some weeks, as the AWS CLI
// gets one; they are good for nothing without a person who confirms.
func (s Session) register(ctx context.Context, aws OIDC) (*ssooidc.RegisterClientOutput, error) {
	public := "public"
	name := clientName
	in := &ssooidc.RegisterClientInput{ClientName: &name, ClientType: &public, Scopes: s.Scopes}
	if s.Name != "" && len(in.Scopes) == 0 {
		in.Scopes = []string{accountAccess}
	}
	return aws.RegisterClient(ctx, in)
}

// deviceOf is what a person is shown. The page goes to a browser: one that is no page of the web is refused.
func deviceOf(start *ssooidc.StartDeviceAuthorizationOutput) (Device, error) {
	d := Device{Code: text(start.UserCode), Page: text(start.VerificationUri),
		Full: text(start.VerificationUriComplete),
		Ends: time.Now().Add(time.Duration(start.ExpiresIn) * time.Second)}
	if d.Code == "" || text(start.DeviceCode) == "" {
		return d, errors.New("IAM Identity Center gave no code to confirm")
	}
	for _, page := range []string{d.Page, d.Full} {
		if page != "" && !webPage(page) || d.Page == "" {
			return d, fmt.Errorf("IAM Identity Center names %q as the page to sign in at, which is no page of the web",
				page)
		}
	}
	return d, nil
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// webPage reports whether an address can be given to a browser: https, or of this machine.
func webPage(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil {
		return false
	}
	here, err := netip.ParseAddr(u.Hostname())
	return u.Scheme == "https" || u.Scheme == "http" && err == nil && here.IsLoopback()
}

// poll asks for the token until a person has confirmed the code.
func poll(ctx context.Context, aws OIDC, client *ssooidc.RegisterClientOutput,
	start *ssooidc.StartDeviceAuthorizationOutput,
	ends time.Time) (*ssooidc.CreateTokenOutput, error) {
	grant := deviceGrant
	wait := time.Duration(start.Interval) * time.Second
	if wait <= 0 {
		wait = usualInterval
	}
	for {
		out, err := aws.CreateToken(ctx, &ssooidc.CreateTokenInput{ClientId: client.ClientId,
			ClientSecret: client.ClientSecret,
			GrantType:    &grant, DeviceCode: start.DeviceCode})
		var pending *types.AuthorizationPendingException
		var slow *types.SlowDownException
		var late *types.ExpiredTokenException
		var declined *types.AccessDeniedException
		switch {
		case err == nil && text(out.AccessToken) == "":
			return nil, errors.New("IAM Identity Center gave an answer without a token")
		case err == nil:
			return out, nil
		case errors.As(err, &late):
			return nil, ErrTooLate
		case errors.As(err, &declined):
			return nil, ErrDeclined
		case errors.As(err, &slow):
			wait += slower
		case !errors.As(err, &pending):
			return nil, fmt.Errorf("wait for the sign-in: %w", err)
		}
		if !time.Now().Add(wait).Before(ends) {
			return nil, ErrTooLate
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil, context.Cause(ctx)
		case <-timer.C:
		}
	}
}

// String is the session as people know it.
func (s Session) String() string {
	if s.Name != "" {
		return "session " + strconv.Quote(s.Name)
	}
	return s.StartURL
}

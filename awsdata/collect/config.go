package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/ec2rolecreds"
	"github.com/aws/aws-sdk-go-v2/feature/ec2/imds"
	"github.com/aws/smithy-go/logging"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/credprocess"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// loadConfig reads the standard AWS configuration: environment, shared files, SSO, process, container and instance
// role.
func loadConfig(ctx context.Context, o Options) (aws.Config, error) {
	if err := checkEndpoint(o.EndpointURL); err != nil {
		return aws.Config{}, err
	}
	options := []func(*config.LoadOptions) error{
		// The SDK writes warnings to stderr by itself, which would garble the screen.
		config.WithLogger(logging.Nop{}),
		config.WithHTTPClient(httpClient(o)),
		config.WithRetryer(func() aws.Retryer { return newRetryer(o) }),
		config.WithAPIOptions([]func(*middleware.Stack) error{checkAnswers, wholeSignIn, limitTime(o.CallTimeout)}),
		config.WithEC2RoleCredentialOptions(quickInstanceMetadata),
	}
	roles := &signin.Roles{Person: o.Person, End: ctx}
	options = append(options, config.WithAssumeRoleCredentialOptions(roles.Option))
	if o.Profile != "" {
		options = append(options, config.WithSharedConfigProfile(o.Profile))
	}
	cfg, err := config.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return cfg, badConfig(ctx, o.Profile, err)
	}
	a := whose(cfg, o.Profile)
	roles.Profile = a.profile
	provider := cfg.Credentials
	switch {
	case a.way == byProcess && len(a.roles) > 0:
		roles.Process = credprocess.New(a.base.CredentialProcess)
	case a.way == byProcess:
		provider = credprocess.New(a.base.CredentialProcess)
	case a.way == byConsole && len(a.roles) == 0:
		if provider, err = signin.Console(cfg, a.base.LoginSession); err != nil {
			return cfg, fmt.Errorf("find the AWS sign-in: %w", err)
		}
	}
	cfg.Credentials = aws.NewCredentialsCache(explained{provider, a})
	return cfg, nil
}

func checkEndpoint(endpoint string) error {
	if endpoint == "" {
		return nil
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		if at := strings.LastIndexByte(endpoint, '@'); at >= 0 { // a password may stand before it
			endpoint = "…" + endpoint[at:]
		}
		return fmt.Errorf("endpoint %q is not a URL like http://127.0.0.1:5000", awsdata.Clean(endpoint))
	}
	return nil
}

// httpClient gives up on an address that does not answer after seconds, and on a connection that says nothing for half
// of what a call may take, so that there is time to ask again.
func httpClient(o Options) aws.HTTPClient {
	if o.Transport != nil {
		return &http.Client{Transport: o.Transport, CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		}}
	}
	return awshttp.NewBuildableClient().
		WithReadTimeout(o.CallTimeout / 2).
		WithDialerOptions(func(d *net.Dialer) { d.Timeout = 5 * time.Second }).
		WithTransportOptions(func(t *http.Transport) { t.MaxIdleConnsPerHost = 32 })
}

// quickInstanceMetadata keeps the role of an EC2 instance usable without making everyone else wait: elsewhere nobody
// answers at that address, and the default is to try three times for five seconds. AWS_EC2_METADATA_DISABLED is
// honored by the client itself.
func quickInstanceMetadata(o *ec2rolecreds.Options) {
	o.Client = imds.New(imds.Options{
		HTTPClient:     awshttp.NewBuildableClient().WithTimeout(time.Second),
		Retryer:        retry.AddWithMaxAttempts(retry.NewStandard(), 2),
		EnableFallback: aws.FalseTernary,
		Logger:         logging.Nop{},
	})
}

// newRetryer retries throttling, broken connections and errors of the server, with exponential backoff and jitter.
func newRetryer(o Options) aws.Retryer {
	return retry.NewStandard(func(s *retry.StandardOptions) {
		s.MaxAttempts = o.Attempts
		s.MaxBackoff = o.MaxBackoff
		s.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(retryable)}, s.Retryables...)
	})
}

// retryable corrects the SDK's judgement where another attempt is known to help, or not to.
func retryable(err error) aws.Ternary {
	var credentials *CredentialsError
	var response *smithyhttp.ResponseError
	var cut *cutError
	switch {
	case errors.As(err, &credentials), refused(err):
		return aws.FalseTernary
	case errors.As(err, &cut):
		return aws.TrueTernary
	case errors.As(err, &response) && response.HTTPStatusCode() == http.StatusInternalServerError &&
		anonymous(codeOf(err)):
		return aws.FalseTernary // an emulator's traceback, not an error of AWS
	}
	return aws.UnknownTernary
}

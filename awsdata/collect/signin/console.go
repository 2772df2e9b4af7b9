package signin

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/logincreds"
	"github.com/aws/aws-sdk-go-v2/service/signin"
	"github.com/aws/aws-sdk-go-v2/service/signin/types"
)

// ConsoleError is that a session of `aws login`, which signs in as the console does, gave no credentials.
type ConsoleError struct {
	Why ConsoleProblem
	Err error
}

// ConsoleProblem is why a session of `aws login` gave no credentials.
type ConsoleProblem uint8

// Why a session gave no credentials.
const (
	ConsoleFailed  ConsoleProblem = iota // for a reason that only the error tells
	ConsoleNone                          // nobody has signed in, or signed out since
	ConsoleDamaged                       // what was kept of it cannot be read
	ConsoleExpired                       // it is too old
	ConsoleChanged                       // the password is another one since
	ConsoleDenied                        // the user may not: signin:CreateOAuth2Token is missing
)

// Error implements [error].
func (e *ConsoleError) Error() string { return e.Err.Error() }

// Unwrap is what the SDK or AWS said.
func (e *ConsoleError) Unwrap() error { return e.Err }

// Console are the credentials of a session of `aws login`. The SDK reads and renews them, and drops why it cannot: that
// is looked at here, where it still is known.
func Console(cfg aws.Config, session string) (aws.CredentialsProvider, error) {
	path, err := logincreds.StandardCachedTokenFilepath(session, os.Getenv("AWS_LOGIN_CACHE_DIRECTORY"))
	if err != nil {
		return nil, err
	}
	return &console{path, logincreds.New(renewal{signin.NewFromConfig(cfg)}, path, func(o *logincreds.Options) {
		o.RestrictPermissions = true
	})}, nil
}

type console struct {
	path string
	sdk  aws.CredentialsProvider
}

// Retrieve implements [aws.CredentialsProvider].
func (c *console) Retrieve(ctx context.Context) (aws.Credentials, error) {
	if err := readable(c.path); err != nil {
		return aws.Credentials{}, err
	}
	got, err := c.sdk.Retrieve(ctx)
	var known *ConsoleError
	if err != nil && !errors.As(err, &known) {
		err = &ConsoleError{ConsoleFailed, err}
	}
	return got, err
}

// readable looks at what was kept of a session. The SDK takes for granted that it is whole, and would panic.
func readable(path string) error {
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &ConsoleError{ConsoleNone, err}
	}
	var kept *struct {
		AccessToken *struct{} `json:"accessToken"`
		Key         string    `json:"dpopKey"`
	}
	if err == nil {
		err = json.Unmarshal(data, &kept)
	}
	if err == nil && (kept == nil || kept.AccessToken == nil) {
		err = errors.New("it has no accessToken")
	}
	if err == nil {
		if block, _ := pem.Decode([]byte(kept.Key)); block == nil {
			err = errors.New("its dpopKey is no key")
		} else {
			_, err = x509.ParseECPrivateKey(block.Bytes)
		}
	}
	if err != nil {
		return &ConsoleError{ConsoleDamaged, fmt.Errorf("%s: %w", path, err)}
	}
	return nil
}

// renewal renews a session.
type renewal struct{ client *signin.Client }

// CreateOAuth2Token implements [logincreds.TokenAPIClient].
func (r renewal) CreateOAuth2Token(ctx context.Context, in *signin.CreateOAuth2TokenInput,
	opts ...func(*signin.Options)) (*signin.CreateOAuth2TokenOutput, error) {
	out, err := r.client.CreateOAuth2Token(ctx, in, opts...)
	var refused *types.AccessDeniedException
	if errors.As(err, &refused) {
		why := map[types.OAuth2ErrorCode]ConsoleProblem{
			types.OAuth2ErrorCodeTokenExpired:            ConsoleExpired,
			types.OAuth2ErrorCodeUserCredentialsChanged:  ConsoleChanged,
			types.OAuth2ErrorCodeInsufficientPermissions: ConsoleDenied,
		}[refused.Error_]
		// The SDK would put a sentence in the place of the error that it is.
		return nil, &ConsoleError{why, errors.New(refused.Error())}
	}
	return out, err
}

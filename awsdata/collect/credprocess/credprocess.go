// Package credprocess runs the credential_process of an AWS profile, as the SDK would, but without the terminal. It is
// the only program that a collection starts, and the user's own configuration names it.
package credprocess

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/vpclens/vpclens/awsdata"
)

// LoadConfig is [config.LoadDefaultConfig] with a process of its own in the place of the SDK's, which lets what a
// credential_process writes through to the terminal, over the explorer's screen and with whatever it tells of secrets.
// What it says is kept, as the AWS CLI does, and told with its failure; its input stays the terminal's. That holds for
// the profile's own process, and for that of the profile whose credentials it assumes a role with (source_profile),
// however many roles are between them.
func LoadConfig(ctx context.Context, options ...func(*config.LoadOptions) error) (aws.Config, error) {
	p := &process{}
	quiet := aws.NewCredentialsCache(p)
	assume := func(o *stscreds.AssumeRoleOptions) {
		if client, ok := o.Client.(*sts.Client); ok && runsProcess(client.Options().Credentials) {
			o.Client = assumer{client, quiet}
		}
	}
	cfg, err := config.LoadDefaultConfig(ctx, append(slices.Clone(options), config.WithAssumeRoleCredentialOptions(assume))...)
	if err != nil {
		return cfg, err
	}
	for _, source := range cfg.ConfigSources {
		if shared, ok := source.(config.SharedConfig); ok {
			for shared.Source != nil {
				shared = *shared.Source
			}
			p.command = shared.CredentialProcess
		}
	}
	if runsProcess(cfg.Credentials) {
		cfg.Credentials = quiet
	}
	return cfg, nil
}

// runsProcess reports whether credentials are those of the SDK's own provider for a credential_process.
func runsProcess(credentials aws.CredentialsProvider) bool {
	return aws.IsCredentialsProvider(credentials, (*processcreds.Provider)(nil))
}

// assumer assumes a role with credentials that take the place of the client's.
type assumer struct {
	client      *sts.Client
	credentials aws.CredentialsProvider
}

// AssumeRole implements [stscreds.AssumeRoleAPIClient].
func (a assumer) AssumeRole(ctx context.Context, in *sts.AssumeRoleInput, options ...func(*sts.Options)) (*sts.AssumeRoleOutput, error) {
	return a.client.AssumeRole(ctx, in, append(slices.Clone(options), func(o *sts.Options) { o.Credentials = a.credentials })...)
}

// process gets credentials from a process.
type process struct{ command string }

// Retrieve implements [aws.CredentialsProvider].
func (p *process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	said := &tail{}
	provider := processcreds.NewProviderCommand(processcreds.NewCommandBuilderFunc(func(ctx context.Context) (*exec.Cmd, error) {
		shell := []string{"sh", "-c"}
		if runtime.GOOS == "windows" {
			shell = []string{"cmd.exe", "/C"}
		}
		cmd := exec.CommandContext(ctx, shell[0], shell[1], p.command)
		cmd.Env, cmd.Stdin, cmd.Stderr = os.Environ(), os.Stdin, said
		cmd.WaitDelay = time.Second // what the process started may hold its output open
		return cmd, nil
	}))
	credentials, err := provider.Retrieve(ctx)
	if text := said.line(); err != nil && text != "" {
		err = &Error{Said: text, err: err}
	}
	return credentials, err
}

// Error is that a process gave no credentials though it said something.
type Error struct {
	Said string // the last line that it wrote on stderr, harmless and without credentials
	err  error
}

// Error implements [error].
func (e *Error) Error() string { return e.err.Error() + "; it says: " + e.Said }

// Unwrap is the failure of the process itself.
func (e *Error) Unwrap() error { return e.err }

// tail keeps the end of what a process writes.
type tail struct{ bytes.Buffer }

// Write implements [io.Writer].
func (t *tail) Write(data []byte) (int, error) {
	t.Buffer.Write(data)
	if extra := t.Len() - 4096; extra > 0 {
		t.Next(extra)
	}
	return len(data), nil
}

// line is its last line that is not empty, harmless and without credentials.
func (t *tail) line() string {
	lines := strings.Split(strings.TrimSpace(t.String()), "\n")
	return awsdata.Mask(awsdata.Clean(lines[len(lines)-1]))
}

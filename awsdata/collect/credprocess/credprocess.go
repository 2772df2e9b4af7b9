// Package credprocess runs the credential_process of an AWS profile, as the SDK would, but without the terminal. It is
// the only program that a collection starts, and the user's own configuration names it.
package credprocess

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials/processcreds"

	"github.com/vpclens/vpclens/awsdata"
)

// New takes the place of the SDK's provider for a credential_process, which lets the process write to the terminal by
// itself, over the explorer's screen and with whatever it tells of secrets. What it says is kept, as the AWS CLI does,
// and told with its failure; its input stays the terminal's.
func New(command string) aws.CredentialsProvider { return &process{command: command} }

// process gets credentials from a process.
type process struct{ command string }

// Retrieve implements [aws.CredentialsProvider].
func (p *process) Retrieve(ctx context.Context) (aws.Credentials, error) {
	said := &tail{}
	provider := processcreds.NewProviderCommand(
		processcreds.NewCommandBuilderFunc(func(ctx context.Context) (*exec.Cmd, error) {
			cmd := shell(ctx, p.command)
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

package cli

import (
	"context"
	"io"
	"time"
)

// PatientMain is [Main] with no limit to how long it may take to read an account: a test on a busy machine must not measure it.
func PatientMain(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	p := newProgram(env, stdin, stdout, stderr)
	p.limit = 24 * time.Hour
	return p.run(ctx, args)
}

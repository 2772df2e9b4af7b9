//go:build !windows

package credprocess

import (
	"context"
	"os/exec"
)

// shell is the command in a shell.
func shell(ctx context.Context, command string) *exec.Cmd {
	return exec.CommandContext(ctx, "sh", "-c", command)
}

package credprocess

import (
	"context"
	"os/exec"
	"syscall"
)

// shell is the command in cmd.exe, letter by letter: of words Go would make a command line in which quotes are escaped,
// and cmd.exe does not take the escapes away. /S has it take the outer quotes away and nothing else; /D leaves out what
// the registry would run before.
func shell(ctx context.Context, command string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "cmd.exe")
	cmd.SysProcAttr = &syscall.SysProcAttr{CmdLine: `cmd.exe /D /S /C "` + command + `"`}
	return cmd
}

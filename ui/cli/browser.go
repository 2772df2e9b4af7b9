package cli

import (
	"fmt"
	"os/exec"
	"runtime"
	"slices"
)

// opener is the program that opens an address in the browser of a platform, nil
// where there is no browser to be seen: over SSH it would open on the wrong side,
// and on Linux without a display nowhere.
func opener(goos string, env environment) []string {
	if env.get("SSH_CONNECTION") != "" || env.get("SSH_TTY") != "" {
		return nil
	}
	switch goos {
	case "darwin":
		return []string{"open"}
	case "windows":
		return []string{"rundll32", "url.dll,FileProtocolHandler"}
	case "linux", "freebsd", "openbsd", "netbsd":
		if env.get("DISPLAY") != "" || env.get("WAYLAND_DISPLAY") != "" || env.get("BROWSER") != "" {
			return []string{"xdg-open"}
		}
	}
	return nil
}

// browser opens addresses, nil where there is no browser. The address is an
// argument of its own: no shell sees it.
func (p *program) browser() func(address string) error {
	command := opener(runtime.GOOS, p.env)
	if command == nil {
		return nil
	}
	path, err := exec.LookPath(command[0])
	if err != nil {
		return nil
	}
	args, env := command[1:], p.env
	return func(address string) error {
		//nolint:gosec,noctx // the address is ours, and the browser outlives us
		cmd := exec.Command(path, slices.Concat(args, []string{address})...)
		cmd.Env = env
		// The terminal belongs to the screen: whatever the browser says is dropped.
		if err := cmd.Start(); err != nil {
			return fmt.Errorf("start %s: %w", command[0], err)
		}
		if err := cmd.Wait(); err != nil {
			return fmt.Errorf("%s: %w", command[0], err)
		}
		return nil
	}
}

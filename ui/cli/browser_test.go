package cli

import (
	"slices"
	"testing"
)

func TestABrowserIsStartedOnlyWhereItCanBeSeen(t *testing.T) {
	for _, c := range []struct {
		name, goos string
		env        environment
		want       []string
	}{
		{"a desktop", "linux", environment{"DISPLAY=:0"}, []string{"xdg-open"}},
		{"Wayland", "linux", environment{"WAYLAND_DISPLAY=wayland-0"}, []string{"xdg-open"}},
		{"a browser that was named", "linux", environment{"BROWSER=w3m"}, []string{"xdg-open"}},
		{"a server", "linux", environment{"TERM=xterm"}, nil},
		{"over SSH, with X forwarded", "linux", environment{"DISPLAY=localhost:10", "SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"}, nil},
		{"macOS", "darwin", nil, []string{"open"}},
		{"macOS over SSH", "darwin", environment{"SSH_CONNECTION=10.0.0.1 1 10.0.0.2 22"}, nil},
		{"Windows", "windows", nil, []string{"rundll32", "url.dll,FileProtocolHandler"}},
		{"something else", "plan9", environment{"DISPLAY=:0"}, nil},
	} {
		if got := opener(c.goos, c.env); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

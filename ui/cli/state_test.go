//go:build unix

package cli

import (
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/statefile"
)

// The state file may be a link of the user's own, which stays one. A link that somebody else made chooses no file.
func TestTheStateFileFollowsNoStrangeLinks(t *testing.T) {
	home, real := t.TempDir(), filepath.Join(t.TempDir(), "real.json")
	link := filepath.Join(home, "vpclens", "state.json")
	if err := os.MkdirAll(filepath.Dir(link), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, link); err != nil {
		t.Fatal(err)
	}
	var log strings.Builder
	p := newProgram([]string{"XDG_STATE_HOME=" + home}, nil, io.Discard, io.Discard)
	p.log = slog.New(slog.NewTextHandler(&log, nil))
	_, save := p.savedState()
	save(statefile.State{Theme: "dark"})
	if to, err := os.Readlink(link); err != nil || to != real {
		t.Errorf("the link no longer exists: %v", err)
	}
	if state, _ := p.savedState(); state.Theme != "dark" {
		t.Errorf("what was kept is %+v", state)
	}
	if os.Geteuid() != 0 {
		t.Log("only root can make a link of somebody else's: that they are refused is held by the test of awsdata.Follow alone")
		return
	}
	if err := os.Lchown(link, 12345, 12345); err != nil {
		t.Fatal(err)
	}
	state, save := p.savedState()
	if save != nil || state.Theme != "" || !strings.Contains(log.String(), "is a link that somebody else made") {
		t.Errorf("a strange link was followed: %+v, %s", state, &log)
	}
}

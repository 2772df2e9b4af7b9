package ui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/uitest"
)

// A panic, be it where something is read or beside it, ends the explorer and gives the terminal back.
func TestAPanicLeavesTheTerminalWhole(t *testing.T) {
	for name, source := range map[string]Source{
		"where something is read": {Name: "broken",
			Load: func(context.Context, func(Progress)) (*awsdata.Snapshot, error) {
				time.Sleep(time.Second)
				panic("broken")
			}},
		"beside it": {Name: "broken", Load: func(ctx context.Context, _ func(Progress)) (*awsdata.Snapshot, error) {
			group, _ := awsdata.NewGroup(ctx)
			group.Go(func() error {
				time.Sleep(time.Second)
				panic("broken")
			})
			return nil, group.Wait()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			said := stderr(t)
			synctest.Test(t, func(t *testing.T) {
				a := New(Options{Source: source})
				var leave context.CancelFunc
				a.ctx, leave = context.WithCancel(t.Context())
				defer leave()
				term := uitest.Start(t, a, 80, 24)
				term.Advance(3 * time.Second) // of virtual time: the explorer is on the screen before it breaks
				if !term.Ended() {
					t.Error("it goes on")
				}
				err := term.Close()
				if !errors.Is(err, tea.ErrProgramPanic) {
					t.Errorf("ended with %v", err)
				}
				raw := term.Raw()
				if !strings.Contains(raw, "\x1b[?1049h") {
					t.Error("the screen was never taken: nothing was tried")
				}
				if _, _, visible := term.Cursor(); term.AltScreen() || !visible {
					t.Error("the terminal still has the explorer's screen or no cursor")
				}
				for _, mode := range []string{"1049", "1002", "2004"} {
					if strings.LastIndex(raw, "\x1b[?"+mode+"h") > strings.LastIndex(raw, "\x1b[?"+mode+"l") {
						t.Errorf("mode %s stays", mode)
					}
				}
			})
			if text := said(); !strings.Contains(text, "broken") || !strings.Contains(text, "panic_test.go") {
				t.Errorf("nobody learns where it was: %s", text)
			}
		})
	}
}

// stderr catches what is written to the process's stderr, where Bubble Tea tells of a panic.
func stderr(t *testing.T) (said func() string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "stderr")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	usual := os.Stderr
	os.Stderr = f
	return func() string {
		os.Stderr = usual
		_ = f.Close()
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
}

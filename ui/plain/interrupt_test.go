package plain

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// An interrupt ends the conversation, though a snapshot is read from a pipe into
// which nobody writes.
func TestAnInterruptDoesNotWaitForASnapshot(t *testing.T) {
	snapshot, err := demoSnapshot()
	if err != nil {
		t.Fatal(err)
	}
	for name, first := range map[string]bool{"the account": true, "an earlier snapshot": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, interrupt := context.WithCancel(t.Context())
				pipe := make(chan struct{})
				blocks := func() (*awsdata.Snapshot, error) {
					<-pipe
					return nil, errors.New("nothing was written")
				}
				ended := make(chan error, 1)
				go func() {
					ended <- Run(ctx, Options{
						Name: "demo", Now: time.Now, Checks: analysis.Options{Checks: []*check.Check{}},
						In: strings.NewReader("against pipe\n"), Out: &bytes.Buffer{}, Talk: io.Discard,
						Load: func(context.Context, func(done, total int)) (*awsdata.Snapshot, error) {
							if first {
								return blocks()
							}
							return snapshot, nil
						},
						Open: func(context.Context, string) (*awsdata.Snapshot, error) { return blocks() },
					})
				}()
				synctest.Wait()
				interrupt()
				synctest.Wait()
				select {
				case err := <-ended:
					if !errors.Is(err, context.Canceled) {
						t.Errorf("ended with %v", err)
					}
				default:
					t.Error("an interrupt waits for the pipe")
				}
				close(pipe)
			})
		})
	}
}

package awsdata

import (
	"context"
	"fmt"
	"runtime/debug"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Group runs functions side by side, as [errgroup.Group] does, and makes a panic in one of them a panic of who waits
// for them. Go ends the whole process for a panic in a goroutine of its own, and the terminal would stay as the
// explorer has it. The zero value is ready for use.
type Group struct {
	group errgroup.Group
	end   context.CancelFunc

	mu       sync.Mutex
	panicked error
}

// NewGroup is a group whose context ends with the first error, the first panic, and when all have ended.
func NewGroup(ctx context.Context) (*Group, context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	return &Group{end: cancel}, ctx
}

// SetLimit has no more than n functions run at a time.
func (g *Group) SetLimit(n int) { g.group.SetLimit(n) }

// Go runs a function beside the others.
func (g *Group) Go(f func() error) {
	g.group.Go(func() (err error) {
		defer func() {
			if value := recover(); value != nil {
				err = g.keep(value)
			}
			if err != nil && g.end != nil {
				g.end()
			}
		}()
		return f()
	})
}

// keep remembers the first panic, with where it was.
func (g *Group) keep(value any) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.panicked == nil {
		g.panicked = fmt.Errorf("%v\n\n%s", value, debug.Stack())
	}
	return g.panicked
}

// Wait waits for all functions and returns the first error. It panics if one of them has.
func (g *Group) Wait() error {
	err := g.group.Wait()
	if g.end != nil {
		g.end()
	}
	if g.panicked != nil {
		panic(g.panicked)
	}
	return err
}

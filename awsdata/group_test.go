package awsdata

import (
	"context"
	"errors"
	"strings"
	"testing"
)

// A panic in a group is a panic of who waits, with where it was; the others are told to end, and have ended.
func TestAPanicInAGroup(t *testing.T) {
	var ended bool
	defer func() {
		err, ok := recover().(error)
		if !ok || !strings.HasPrefix(err.Error(), "no such element") ||
			!strings.Contains(err.Error(), "TestAPanicInAGroup.func") {
			t.Errorf("who waits panics with %v", err)
		}
		if !ended {
			t.Error("the others were not waited for")
		}
	}()
	group, ctx := NewGroup(t.Context())
	group.Go(func() error {
		<-ctx.Done()
		ended = true
		return nil
	})
	group.Go(func() error { panic("no such element") })
	t.Errorf("who waits got %v", group.Wait())
}

// Without a panic a group is one of errgroup's: the first error ends the context.
func TestAGroupEndsWithTheFirstError(t *testing.T) {
	first := errors.New("first")
	group, ctx := NewGroup(t.Context())
	group.Go(func() error { return first })
	group.Go(func() error { <-ctx.Done(); return ctx.Err() })
	if err := group.Wait(); !errors.Is(err, first) {
		t.Errorf("the error is %v", err)
	}
	var zero Group
	ran := 0
	zero.SetLimit(1)
	for range 3 {
		zero.Go(func() error { ran++; return nil })
	}
	if err := zero.Wait(); err != nil || ran != 3 {
		t.Errorf("%d ran: %v", ran, err)
	}
	group, ctx = NewGroup(t.Context())
	if err := group.Wait(); err != nil || !errors.Is(ctx.Err(), context.Canceled) {
		t.Errorf("the context goes on after the group: %v %v", err, ctx.Err())
	}
}

package demo

import (
	"strings"
	"testing"
	"time"
)

// Whoever opens the demo sees an account that was read just now, and a yesterday that was one.
func TestTheDemoIsNeverOld(t *testing.T) {
	always, err := Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if !always.CapturedAt.Equal(captured) {
		t.Fatalf("the account was read at %v, its moved times count from %v", always.CapturedAt, captured)
	}
	for _, now := range []time.Time{
		time.Date(2029, time.March, 1, 3, 4, 5, 6, time.UTC),
		time.Date(2026, time.January, 31, 23, 59, 59, 0, time.FixedZone("", -5*3600)),
	} {
		today, yesterday := On(now)
		is, err := today()
		if err != nil {
			t.Fatal(err)
		}
		was, err := yesterday()
		if err != nil {
			t.Fatal(err)
		}
		if got := now.Sub(is.CapturedAt); got < age || got > age+time.Minute {
			t.Errorf("opened at %v, it was read %v ago", now, got)
		}
		if got := is.CapturedAt.Sub(was.CapturedAt); got != 24*time.Hour {
			t.Errorf("yesterday was %v before", got)
		}
		for i, f := range is.Regions[0].Functions {
			old := always.Regions[0].Functions[i]
			at, err := time.Parse("2006-01-02T15:04:05.000-0700", f.LastModified)
			if err != nil {
				t.Fatal(err)
			}
			then, _ := time.Parse("2006-01-02T15:04:05.000-0700", old.LastModified)
			if is.CapturedAt.Sub(at) != always.CapturedAt.Sub(then) {
				t.Errorf("%s was changed %v before it was read, want %v", f.FunctionName, is.CapturedAt.Sub(at),
					always.CapturedAt.Sub(then))
			}
		}
	}
}

func TestOnlyTimesAreMoved(t *testing.T) {
	const text = `{"at": "2026-10-05T07:42:00+00:00", "Version": "2012-10-17", "2026-10-05 note": "2026-99-05T07:42:00", "x": "20`
	want := strings.Replace(text, "2026-10-05T07:42:00", "2026-10-06T07:42:00", 1)
	if got := string(moveTimes([]byte(text), 24*time.Hour)); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

package say

import (
	"strings"
	"time"

	"github.com/vpclens/vpclens/ui/screen"
)

// SinceWords say since when: "since the last read, 4m ago", "since old.json, 4 October 07:42".
func SinceWords(env *screen.Env) string {
	b := env.Baseline
	if b.Name == screen.Earlier && !b.At.IsZero() {
		return "since " + dayWords(b.At.In(env.Now.Location()), env.Now)
	}
	at, name := b.Result.Snapshot.CapturedAt, b.Name[strings.LastIndexByte(b.Name, '/')+1:]
	if name == "" {
		name = b.Name // a directory with a slash at its end
	}
	switch now := env.Result.Snapshot.CapturedAt; {
	case at.IsZero():
		return "since " + name
	case name == screen.LastRead:
		return "since " + name + ", " + Age(env.Now.Sub(at)) + " ago"
	case at.After(now) && !now.IsZero():
		return "against " + name + ", which is newer"
	}
	day := dayWords(at.In(env.Now.Location()), env.Now)
	if strings.HasPrefix(day, name) {
		return "since " + day
	}
	return "since " + name + ", " + day
}

// dayWords is a time as people say it who know what day it is.
func dayWords(at, now time.Time) string {
	clock := at.Format("15:04")
	switch at.Format(time.DateOnly) {
	case now.Format(time.DateOnly):
		return clock
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		return "yesterday " + clock
	}
	if at.Year() != now.Year() {
		return at.Format("2 January 2006") + " " + clock
	}
	return at.Format("2 January") + " " + clock
}

// Clock is a time of day to the second, and the day where that is another one.
func Clock(at, now time.Time) string {
	at = at.In(now.Location())
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format("2 Jan " + time.TimeOnly)
}

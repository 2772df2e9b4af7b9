package history

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrNoTime is that a text names no time.
var ErrNoTime = errors.New("it is no time")

// When is the time, or the whole of a day, that a text names: 14:05, 14:05:12, yesterday, today, yesterday 14:05,
// 2026-11-28, 2026-11-28 14:05, 2h ago, or as RFC 3339 writes it. A time of day that is still to come is yesterday's.
// The end is the last moment that is meant. The error is [ErrNoTime] for any other text.
func When(text string, now time.Time) (from, to time.Time, err error) {
	text = strings.TrimSpace(text)
	if at, err := time.Parse(time.RFC3339, text); err == nil {
		return at, at.Add(time.Second - 1), nil
	}
	if age, ok := strings.CutSuffix(text, " ago"); ok {
		if d, err := time.ParseDuration(strings.ReplaceAll(age, " ", "")); err == nil && d >= 0 {
			return now.Add(-d), now.Add(-d), nil
		}
	}
	day, clock, given := now, text, false
	for word, back := range map[string]int{"today": 0, "yesterday": 1} {
		if rest, ok := strings.CutPrefix(strings.ToLower(text), word); ok && (rest == "" || rest[0] == ' ') {
			day, clock, given = daysBefore(now, back), strings.TrimSpace(rest), true
		}
	}
	date := day.Format(time.DateOnly)
	if given && clock == "" {
		text = date
	} else if h, _, ok := strings.Cut(clock, ":"); ok && len(h) <= 2 {
		if len(h) == 1 {
			clock = "0" + clock
		}
		text = date + " " + clock
		at, err := time.ParseInLocation("2006-01-02 15:04", text[:min(len(text), 16)], now.Location())
		if err == nil && !given && at.After(now) {
			text = daysBefore(now, 1).Format(time.DateOnly) + " " + clock
		}
	}
	for _, f := range []struct {
		form  string
		lasts time.Duration // 0 for a day
	}{
		{"2006-01-02 15:04:05", time.Second}, {"2006-01-02T15:04:05", time.Second},
		{"2006-01-02 15:04", time.Minute}, {"2006-01-02T15:04", time.Minute}, {time.DateOnly, 0},
	} {
		at, err := time.ParseInLocation(f.form, text, now.Location())
		if err != nil {
			continue
		}
		if f.lasts == 0 { // not every day has 24 hours
			y, m, d := at.Add(12 * time.Hour).Date()
			return startOf(y, m, d, now.Location()), startOf(y, m, d+1, now.Location()).Add(-1), nil
		}
		first, last := twice(at)
		return first, last.Add(f.lasts - 1), nil
	}
	return from, to, ErrNoTime
}

// daysBefore is noon of a day before: a time of day need not be there on every day, noon is.
func daysBefore(now time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()-days, 12, 0, 0, 0, now.Location())
}

// startOf is the first moment of a day, which is not midnight where clocks are set forward then.
func startOf(y int, m time.Month, d int, in *time.Location) time.Time {
	at := time.Date(y, m, d, 0, 0, 0, 0, in)
	if at.Hour() > 12 { // midnight was skipped, and this is before
		_, at = at.ZoneBounds()
	}
	return at
}

// twice are both times at which clocks show the same, in the night in which they are set back by an hour; at any other
// time they are one.
func twice(at time.Time) (first, last time.Time) {
	first, last = at, at
	if t := at.Add(-time.Hour); t.Format(time.DateTime) == at.Format(time.DateTime) {
		first = t
	}
	if t := at.Add(time.Hour); t.Format(time.DateTime) == at.Format(time.DateTime) {
		last = t
	}
	return first, last
}

// Find is the state that was there at the time that a text names, or at the end of the day: the newest that had been
// read by then. What came between two reads nobody knows. The times are those of the states, oldest first.
func Find(times []time.Time, text string, now time.Time) (int, error) {
	from, to, err := When(text, now)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%q: %w: want one such as 14:05, yesterday or 2026-11-28", text, err)
	case len(times) == 0:
		return 0, fmt.Errorf("nothing was kept of %s, and nothing of any other time", text)
	case from.After(now) && from.After(times[len(times)-1]): // a clock may have been set back meanwhile
		return 0, fmt.Errorf("%s is still to come; the newest is of %s", text, Words(times[len(times)-1], now))
	}
	found := -1
	for i, at := range times {
		if at.Truncate(time.Second).After(to) {
			break
		}
		found = i
	}
	if found < 0 {
		return 0, fmt.Errorf("nothing was kept before %s: the nearest is of %s", text, Words(times[0], now))
	}
	return found, nil
}

// Words is a time as [When] reads it, to the second: 14:05:12 of the same day, 2026-11-28 14:05:12 of another one; as
// RFC 3339 writes it where clocks showed that twice, or show less by now.
func Words(at, now time.Time) string {
	at = at.In(now.Location())
	text := at.Format(time.DateTime)
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		text = at.Format(time.TimeOnly)
	}
	if from, to, err := When(text, now); err != nil || at.Before(from) || to.Sub(from) > time.Second || at.After(to) {
		return at.Format(time.RFC3339)
	}
	return text
}

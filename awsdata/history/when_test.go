package history

import (
	"strings"
	"testing"
	"time"
)

// It is 29 November 2026, 08:30, in a zone an hour east of Greenwich.
func TestWhen(t *testing.T) {
	for text, want := range map[string]string{
		"14:05":                "2026-11-28 14:05:00 - 2026-11-28 14:05:59", // still to come today
		"08:05":                "2026-11-29 08:05:00 - 2026-11-29 08:05:59",
		"8:05":                 "2026-11-29 08:05:00 - 2026-11-29 08:05:59",
		"08:05:12":             "2026-11-29 08:05:12 - 2026-11-29 08:05:12",
		"today":                "2026-11-29 00:00:00 - 2026-11-29 23:59:59",
		"yesterday":            "2026-11-28 00:00:00 - 2026-11-28 23:59:59",
		"Yesterday 14:05":      "2026-11-28 14:05:00 - 2026-11-28 14:05:59",
		"today 14:05":          "2026-11-29 14:05:00 - 2026-11-29 14:05:59",
		"2026-11-01":           "2026-11-01 00:00:00 - 2026-11-01 23:59:59",
		" 2026-11-01 09:00 ":   "2026-11-01 09:00:00 - 2026-11-01 09:00:59",
		"2026-11-01T09:00:30":  "2026-11-01 09:00:30 - 2026-11-01 09:00:30",
		"2026-11-01T09:00:30Z": "2026-11-01 10:00:30 - 2026-11-01 10:00:30",
		"2h ago":               "2026-11-29 06:30:00 - 2026-11-29 06:30:00",
		"1h 30m ago":           "2026-11-29 07:00:00 - 2026-11-29 07:00:00",
		"":                     "", "now": "", "old.json": "", "25:00": "", "yesterdays": "", "2026-13-01": "",
		"-2h ago": "", "14:5": "", "1:2:3:4": "", "a:b": "",
		"yesterday yesterday": "", "./14:05": "", "12": "", "99:99:99": "",
	} {
		from, to, err := When(text, now())
		got := ""
		if err == nil {
			got = from.In(zone).Format(time.DateTime) + " - " + to.In(zone).Format(time.DateTime)
		}
		if got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Clocks are set forward and back: at midnight, where that day begins an hour later, and in the night, where an hour
// comes twice.
func TestWhenClocksAreSet(t *testing.T) {
	for _, c := range []struct{ zone, now, text, want string }{
		{"America/Santiago", "2024-09-09 00:30:00", "yesterday", "2024-09-08 04:00:00 - 2024-09-09 02:59:59"},
		{"America/Santiago", "2024-09-08 12:30:00", "today", "2024-09-08 04:00:00 - 2024-09-09 02:59:59"},
		{"America/Santiago", "2024-09-09 12:30:00", "2024-09-07", "2024-09-07 04:00:00 - 2024-09-08 03:59:59"},
		{"America/Santiago", "2024-04-07 12:30:00", "yesterday", "2024-04-06 03:00:00 - 2024-04-07 03:59:59"},
		{"Africa/Cairo", "2023-04-29 00:30:00", "yesterday", "2023-04-27 22:00:00 - 2023-04-28 20:59:59"},
		{"Europe/Berlin", "2026-03-29 12:00:00", "today", "2026-03-28 23:00:00 - 2026-03-29 21:59:59"},
		{"Europe/Berlin", "2026-10-25 12:00:00", "02:30", "2026-10-25 00:30:00 - 2026-10-25 01:30:59"},
		{"Europe/Berlin", "2026-10-25 12:00:00", "03:30", "2026-10-25 02:30:00 - 2026-10-25 02:30:59"},
		{"Europe/Berlin", "2026-10-25 12:00:00", "01:30", "2026-10-24 23:30:00 - 2026-10-24 23:30:59"},
	} {
		in, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Skip("this machine knows no zones: ", err)
		}
		clock, err := time.ParseInLocation(time.DateTime, c.now, in)
		if err != nil {
			t.Fatal(err)
		}
		from, to, err := When(c.text, clock)
		got := from.UTC().Format(time.DateTime) + " - " + to.UTC().Format(time.DateTime)
		if err != nil || got != c.want {
			t.Errorf("%s, %s: %q is %s, want %s (%v)", c.zone, c.now, c.text, got, c.want, err)
		}
	}
}

// Each of two states is found by the words for it, though clocks showed the same: they had been set back by an hour.
func TestWordsTellTimesApart(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip("this machine knows no zones: ", err)
	}
	first := time.Date(2026, 10, 25, 0, 30, 0, 0, time.UTC)
	for _, c := range []struct {
		now   time.Time
		times []time.Time
	}{
		{first.Add(9 * time.Hour).In(berlin), []time.Time{first, first.Add(time.Hour)}},
		{now(), []time.Time{now().Add(-time.Hour), now().Add(time.Hour)}}, // by a clock that was wrong
	} {
		for i, at := range c.times {
			words := Words(at, c.now)
			if got, err := Find(c.times, words, c.now); err != nil || got != i {
				t.Errorf("%s is called %q, and found as number %d, want %d (%v)", at, words, got, i, err)
			}
		}
	}
}

// What is written can be read again.
func TestWordsAreTimes(t *testing.T) {
	for _, at := range []time.Time{now().Add(-time.Minute), now().Add(-30 * time.Hour), now().AddDate(-1, 0, 0)} {
		from, _, err := When(Words(at, now()), now())
		if err != nil || !from.Equal(at.Truncate(time.Second)) {
			t.Errorf("%s is written %q, and read %s, %v", at, Words(at, now()), from, err)
		}
	}
}

func TestFind(t *testing.T) {
	var times []time.Time
	for _, text := range []string{"2026-11-20 10:00:00", "2026-11-27 23:00:00", "2026-11-28 09:15:30",
		"2026-11-29 08:05:40"} {
		at, err := time.ParseInLocation(time.DateTime, text, zone)
		if err != nil {
			t.Fatal(err)
		}
		times = append(times, at)
	}
	for text, want := range map[string]int{
		"yesterday": 2, "2026-11-27": 1, "2026-11-25": 0, "2026-11-20": 0, "today": 3, "08:05": 3, "08:04": 2,
		"yesterday 09:15": 2, "yesterday 09:14": 1, "yesterday 09:15:30": 2, "yesterday 09:15:29": 1, "1h ago": 2,
	} {
		if got, err := Find(times, text, now()); err != nil || got != want {
			t.Errorf("%q finds %d, %v; want %d", text, got, err, want)
		}
	}
	for text, want := range map[string]string{
		"2026-11-19":  "nothing was kept before 2026-11-19: the nearest is of 2026-11-20 10:00:00",
		"today 14:05": "today 14:05 is still to come; the newest is of 08:05:40",
		"2027-01-01":  "is still to come",
		"soon":        "it is no time: want one such as 14:05, yesterday or 2026-11-28",
	} {
		if _, err := Find(times, text, now()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
	if _, err := Find(nil, "yesterday", now()); err == nil {
		t.Error("something is found where there is nothing")
	}
}

package ui

import (
	"fmt"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
)

// waits are the calls that have not ended, and since when.
type waits map[callAt]time.Time

type callAt struct{ account, region, call string }

// note takes note of a step of a call.
func (w *waits) note(p *Progress, now time.Time) {
	at := callAt{p.Account, p.Region, p.Call}
	if p.Ended || p.Gap != nil {
		delete(*w, at)
		return
	}
	if *w == nil {
		*w = waits{}
	}
	if _, known := (*w)[at]; !known {
		(*w)[at] = now
	}
}

// longest is the call that has been waited for longest.
func (w waits) longest() (at callAt, since time.Time) {
	for c, t := range w {
		sooner := t.Before(since) || t.Equal(since) && c.region+c.call+c.account < at.region+at.call+at.account
		if since.IsZero() || sooner {
			at, since = c, t
		}
	}
	return at, since
}

// wholeBar is a bar that is full.
const wholeBar = 1000

// share is how far reading is, of a whole bar.
func (v *progressView) share() int {
	if v.total == 0 {
		return 0
	}
	return wholeBar * v.done / v.total
}

// longWait is how long a call takes before people are told that it is waited for.
const longWait = 2 * time.Second

// clock is how long reading has taken, what AWS refused for coming too fast, and what is waited for.
func (v *progressView) clock() string {
	text := wholeSeconds(v.now.Sub(v.began))
	throttled := 0
	for _, c := range v.costs {
		throttled += c.cost.Throttled
	}
	if throttled > 0 {
		text += ", " + english.Count(throttled, "throttled request")
	}
	if at, since := v.waits.longest(); !since.IsZero() && v.now.Sub(since) >= longWait {
		where := at.region
		if at.account != "" {
			where = at.account + " " + where
		}
		text += fmt.Sprintf(", waiting %s for %s in %s", wholeSeconds(v.now.Sub(since)), at.call, where)
	}
	return awsdata.Clean(text)
}

// wholeSeconds is a time such as 12s or 3m 05s.
func wholeSeconds(d time.Duration) string {
	s := int(max(d, 0) / time.Second)
	if s < 60 {
		return fmt.Sprintf("%ds", s)
	}
	return fmt.Sprintf("%dm %02ds", s/60, s%60)
}

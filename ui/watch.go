package ui

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/theme"
	"github.com/vpclens/vpclens/ui/widget"
)

// watching reads the account again and again, behind the screen: what is shown stays until there is another answer, and
// an answer that says the same changes nothing. There is one read at a time, by a person or by this.
type watching struct {
	job      job           // the wait for the next read, and the read
	every    time.Duration // from the end of one read to the next; 0 while nobody watches
	usual    time.Duration // what the key switches on
	reading  bool
	asked    bool // by a person, meanwhile, to read again
	stopped  bool // until a person has done something about the credentials
	failures int  // in a row
	// When what is shown was found to be as it is; zero where it is as old as it says.
	confirmed time.Time
	print     fingerprint
}

// fingerprint is that of a snapshot, worked out once.
type fingerprint struct {
	of  *awsdata.Snapshot
	sum awsdata.Fingerprint
}

const (
	usualWatch   = 30 * time.Second
	longestDelay = 10 * time.Minute // between reads that fail, unless so much was asked for
	lasts        = 3                // reads in a row that bring less: what should have passed has not
)

// The messages of watching.
type (
	watchMsg   struct{} // it is time to read again
	watchedMsg struct {
		result *analysis.Result // nil where everything is as it was
		print  fingerprint
		items  []Progress
		err    error
		less   error // why a person may not want it who has not asked for it
	}
)

// watchingMsg takes a message of watching, or of what follows from a read; handled is false for any other message.
func (a *App) watchingMsg(msg tea.Msg) (cmd tea.Cmd, handled bool) {
	switch msg := msg.(type) {
	case watchMsg:
		return a.readBehind(), true
	case watchedMsg:
		return a.watched(msg), true
	case recordedMsg:
		return a.recorded(msg), true
	case keptMsg:
		return a.showKept(msg), true
	}
	return nil, false
}

// delay is how long the next read waits: longer after each that failed.
func (w *watching) delay() time.Duration {
	d, most := w.every, max(longestDelay, w.every)
	for range w.failures {
		if d >= most/2 {
			return most
		}
		d *= 2
	}
	return d
}

// end ends the wait or the read.
func (w *watching) end() {
	w.job.end()
	w.reading, w.asked = false, false
}

// watches says whether the account that is shown is watched, or would be if it could be read.
func (a *App) watches() bool { return a.watch.every > 0 && a.source.Live }

// awaitWatch waits for the time of the next read. Every read that ends, whoever began it, comes here.
func (a *App) awaitWatch() tea.Cmd {
	w := &a.watch
	if !a.watches() || w.stopped || w.reading || a.env.Result == nil {
		return nil
	}
	w.job.begin(a.ctx)
	return w.job.after(w.delay(), func(context.Context) tea.Msg { return watchMsg{} })
}

// readBehind reads the account behind the screen.
func (a *App) readBehind() tea.Cmd {
	w, shown := &a.watch, a.read
	if a.load.running() || shown == nil || shown.Stage != analysis.Complete {
		return nil // the end of that load comes back
	}
	w.reading = true
	load, run, checks, print, q := a.source.Load, a.analyze, a.checks, w.print, newQueue()
	return w.job.do(func(ctx context.Context) tea.Msg {
		m := readAgain(ctx, load, run, checks, shown.Snapshot, print, q)
		m.items = q.take()
		return m
	})
}

// readAgain reads an account, and says what it means unless it is as it was.
func readAgain(ctx context.Context, load func(context.Context, func(Progress)) (*awsdata.Snapshot, error), run runner,
	checks analysis.Options, was *awsdata.Snapshot, print fingerprint, q *queue) watchedMsg {
	snapshot, err := load(ctx, q.put)
	switch {
	case err != nil:
		return watchedMsg{print: print, err: err}
	case snapshot == nil:
		return watchedMsg{print: print, err: errors.New("the source gave no snapshot")}
	case print.of != was:
		if print, err = printOf(was); err != nil {
			return watchedMsg{print: print, err: err}
		}
	}
	next, err := printOf(snapshot)
	if err != nil || next.sum == print.sum {
		return watchedMsg{print: print, err: err}
	}
	result, err := run(ctx, snapshot, checks)
	if err != nil {
		return watchedMsg{print: print, err: fmt.Errorf("analyze the snapshot: %w", err)}
	}
	return watchedMsg{result: result, print: next, less: lessThan(was, snapshot)}
}

func printOf(s *awsdata.Snapshot) (fingerprint, error) {
	sum, err := s.Fingerprint()
	return fingerprint{s, sum}, err
}

// lessThan is an error where calls that were answered before are not now, for a reason that passes: nobody wants such
// an answer in the place of a whole one without having asked for it. A permission that is gone is no such reason.
func lessThan(was, is *awsdata.Snapshot) error {
	type place struct{ account, region, call string }
	open := map[place]bool{}
	for _, g := range was.Gaps() {
		open[place{g.Account, g.Region, g.Call}] = true
	}
	var lost []awsdata.Gap
	for _, g := range is.Gaps() {
		if g.Cause.Passes() && !open[place{g.Account, g.Region, g.Call}] {
			lost = append(lost, g)
		}
	}
	if len(lost) == 0 {
		return nil
	}
	g, more := lost[0], ""
	if len(lost) > 1 {
		more = " and " + english.Count(len(lost)-1, "more call")
	}
	return fmt.Errorf("%s of %s%s: %s", g.Call, g.Region, more, g.Cause.Text())
}

// watched takes what was read behind the screen.
func (a *App) watched(msg watchedMsg) tea.Cmd {
	w := &a.watch
	asked := w.asked
	w.reading, w.asked = false, false
	if msg.err == nil && msg.less != nil && !asked && w.failures < lasts {
		msg.err = msg.less
	} else {
		w.print = msg.print
	}
	a.load.progress = progressView{}
	a.load.progress.add(msg.items)
	if msg.err != nil {
		a.load.stage, a.load.err = failed, msg.err
		if asked {
			a.open(errorOverlay("reading again failed; what is shown is older", msg.err, a.source))
		}
		return a.watchFailed(msg.err, asked)
	}
	w.failures = 0
	a.load.stage, a.load.err, a.load.at = idle, nil, a.now()
	result := msg.result
	if result == nil { // the same: what is shown is as old as this read
		result, w.confirmed = a.read, a.load.at
	}
	if asked || a.read.Snapshot.IsOfOthers(result.Snapshot) {
		a.keepAsBaseline(result)
	}
	a.tellFrom(result)
	var cmd tea.Cmd
	if msg.result != nil || asked {
		seen := a.drawn.page
		a.load.part = nil
		cmd = tea.Batch(a.show(result), a.record(result, a.load.at))
		a.hold(seen)
	}
	if asked {
		a.say("read again")
	}
	return tea.Batch(cmd, a.awaitWatch())
}

// watchFailed tries again later or, where that is of no use, says what a person has to do.
func (a *App) watchFailed(err error, said bool) tea.Cmd {
	w := &a.watch
	if !a.watches() || a.env.Result == nil {
		return nil
	}
	w.failures++
	if a.source.NeedsPerson != nil && a.source.NeedsPerson(err) {
		w.stopped = true
		next := "r reads again" // said first: what went wrong may be longer than the line
		if signInHint(err, a.source) != "" {
			next = "L signs in"
		}
		if !said {
			a.say("watching stopped; " + next + ": " + err.Error())
		}
		return nil
	}
	if w.failures == 1 && !said {
		a.say(fmt.Sprintf("reading again failed, and is tried again in %s: %v", english.Duration(w.delay()), err))
	}
	return a.awaitWatch()
}

// tellFrom makes a result what changes are told against as long as there is nothing else: from then on watching leaves
// it alone, so that what changed overnight is marked in the morning. Who reads the account by hand begins anew.
func (a *App) tellFrom(result *analysis.Result) {
	if a.watches() && a.env.Baseline == nil && !a.baseline.chosen && a.source.Baseline == nil {
		a.env.Baseline = &screen.Baseline{Name: screen.Earlier, At: a.load.at, Result: result}
	}
}

func canWatch(a *App) (bool, string) {
	return a.source.Live, a.source.Name + " is not read from AWS: there is nothing to watch"
}

// toggleWatch begins or ends watching.
func (a *App) toggleWatch() tea.Cmd {
	if a.watch.every > 0 {
		return a.setWatch(0)
	}
	return a.setWatch(a.watch.usual)
}

// setWatch watches the account at an interval, or no longer for 0.
func (a *App) setWatch(every time.Duration) tea.Cmd {
	w := &a.watch
	if ok, why := canWatch(a); !ok {
		a.say(why)
		return nil
	}
	w.end()
	w.every, w.stopped, w.failures = every, false, 0
	if every == 0 {
		a.say("stopped watching; r reloads")
		return nil
	}
	w.usual = every
	a.say("watching: reads again " + english.Duration(every) + " after each read, behind the screen")
	if a.env.Result == nil || a.load.running() {
		return nil // the end of that load begins it
	}
	had := a.env.Baseline
	a.tellFrom(a.read)
	if a.env.Baseline == had {
		return a.awaitWatch()
	}
	return tea.Batch(a.reloadScreens(), a.awaitWatch())
}

// watchCell says that the account is watched, and when it was read last: a clock, as an age would grow old on a screen
// that nobody touches. It keeps its width while it reads, so that nothing beside it moves.
func (a *App) watchCell() widget.Cell {
	w := &a.watch
	read := "read " + say.Clock(a.load.at, a.env.Now)
	if a.load.part == a.read {
		read += " in part"
	}
	switch {
	case w.stopped:
		return widget.Mark(theme.Warn, read+", watching stopped")
	case a.load.stage == failed:
		return widget.Mark(theme.Warn, read+", reading again failed")
	case w.reading && !w.asked:
		return widget.Spans(widget.Span{Text: "watching " + english.Duration(w.every), Token: theme.Accent},
			widget.Span{Text: ", " + read, Token: theme.Dim})
	}
	return widget.Mark(theme.Dim, "watching "+english.Duration(w.every)+", "+read)
}

// hold keeps what is seen of a screen that has to compute its answer anew, until it has: a page that empties itself and
// comes back every half minute cannot be read. A key or another size ends that.
func (a *App) hold(was page) {
	if !a.work.running() {
		was = page{}
	}
	a.held = was
}

// page is the path and the body of a frame.
type page struct {
	crumbs, body string
	w, h         int // of the terminal
}

// page is what is to be seen: what stands until there is another answer, or what the screen says now.
func (a *App) page(p parts) page {
	if a.held.body != "" && a.work.running() && a.held.w == a.width && a.held.h == a.height {
		return a.held
	}
	a.held = page{}
	return page{a.crumbLine(a.width), a.body(a.width, p.body), a.width, a.height}
}

package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	kept "github.com/vpclens/vpclens/awsdata/history"
	"github.com/vpclens/vpclens/ui/screen"
)

// Source is where the snapshot comes from.
type Source struct {
	Name string // "demo", "prod", "prod.json"
	Live bool   // reading again can give another answer

	Profile  string   // the AWS profile in use, "" for none
	Profiles []string // those that there are to choose from
	Together []string // those that are read together, for several accounts
	Regions  []string // those that were chosen; none where nobody chose
	// Switch is the same source with another profile and other regions ("all" is
	// every one, none is what the profile says). It is nil where neither can be chosen.
	Switch func(profile string, regions []string) (Source, error)
	// Open reads an earlier snapshot, to tell what changed since; nil where that
	// cannot be done.
	Open func(ctx context.Context, path string) (*awsdata.Snapshot, error)
	// Baseline reads the snapshot that changes are told against from the start; nil
	// where there is none.
	Baseline     func(ctx context.Context) (*awsdata.Snapshot, error)
	BaselineName string

	// Here is the same source, of which only what a person looks at is read again: a region, and a function of it, ""
	// for none. The rest stays as it was read. Nil where that cannot be done.
	Here func(was *awsdata.Snapshot, region, function string) Source

	// SignIn is what signs in where that mends an error of Load, nil where it does not: it shows where a person has to
	// confirm, waits until they have, and returns soon after ctx ends. SignIn itself is nil where nobody signs in.
	SignIn func(failure error) func(ctx context.Context, show func(Device)) error

	// OnDemand asks what the snapshot does not hold, when a person wants to know it.
	OnDemand screen.OnDemand

	// NeedsPerson says whether an error of Load stays until a person has done something, such as signing in: nil where
	// no error does.
	NeedsPerson func(failure error) bool

	// History keeps what was read, for later sessions; nil where nothing is kept.
	History *kept.Folder

	// Load reads the snapshot. It must return soon after ctx ends, and may call
	// progress from any goroutine.
	Load func(ctx context.Context, progress func(Progress)) (*awsdata.Snapshot, error)
}

// profile is the profile that commands for the account have to name, "" for none: an account that is not read from AWS
// has none.
func (s *Source) profile() string {
	if !s.Live {
		return ""
	}
	return s.Profile
}

// Progress is one step of reading.
type Progress struct {
	Account      string // of several, "" where there is one
	Accounts     Share  // of several, how many were read; zero where there is one
	Region, Call string
	Items        int // what the call brought so far
	Done, Total  int // calls of all regions; a Total of 0 is not known yet
	Gap          *awsdata.Gap
	Ended        bool         // the call has
	Cost         awsdata.Cost // of a call that has ended
	Why          string       // what the call is for
	// Partial is what has arrived so far, now and then, and nil otherwise. It says itself which calls are still being
	// made: what depends on those is pending.
	Partial *awsdata.Snapshot
}

// batch is how long progress is gathered before it is shown: each message costs
// one frame, and a live account sends thousands.
const batch = 50 * time.Millisecond

// queue hands progress from the goroutines that read to the one that shows.
type queue struct {
	mu      sync.Mutex
	items   []Progress
	ready   chan struct{}
	partial chan *awsdata.Snapshot // the newest; older ones are of no use
}

func newQueue() *queue {
	return &queue{ready: make(chan struct{}, 1), partial: make(chan *awsdata.Snapshot, 1)}
}

// put never blocks: reading must not wait for the screen.
func (q *queue) put(p Progress) {
	q.mu.Lock()
	if p.Partial != nil {
		select {
		case <-q.partial:
		default:
		}
		q.partial <- p.Partial
		p.Partial = nil
	}
	q.items = append(q.items, p)
	q.mu.Unlock()
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

func (q *queue) take() (items []Progress) {
	q.mu.Lock()
	defer q.mu.Unlock()
	items, q.items = q.items, nil
	return items
}

// The messages of a load.
type (
	progressMsg struct{ items []Progress }
	partialMsg  struct {
		result *analysis.Result // of what has arrived so far
		took   time.Duration    // to compute it
	}
	stageMsg struct {
		result *analysis.Result
		more   <-chan *analysis.Result
	}
	snapshotMsg struct {
		snapshot *awsdata.Snapshot
		err      error
	}
	resultMsg struct {
		result *analysis.Result
		err    error
	}
)

// stage is how far a load is.
type stage uint8

const (
	idle stage = iota
	reading
	analyzing
	failed
)

// loading is the load under way, or the last one.
type loading struct {
	job   job
	stage stage
	queue *queue
	// works out what follows from what has arrived
	partly   func(context.Context, *awsdata.Snapshot) (*analysis.Result, error)
	progress progressView
	err      error
	broken   error            // why the reading broke off whose part is being worked out
	part     *analysis.Result // what that is: nothing is told from it, and nothing kept
	frame    int
	at       time.Time // when the last load ended
}

// start begins a load, ending the one under way.
func (l *loading) start(parent context.Context, now time.Time, source Source,
	partly func(context.Context, *awsdata.Snapshot) (*analysis.Result, error)) tea.Cmd {
	l.job.begin(parent)
	l.stage, l.err, l.frame = reading, nil, 0
	l.progress = progressView{began: now, now: now}
	l.queue = newQueue()
	l.partly = partly
	q := l.queue
	return tea.Batch(
		l.job.do(func(ctx context.Context) tea.Msg {
			snapshot, err := source.Load(ctx, q.put)
			if err == nil && snapshot == nil {
				err = errors.New("the source gave no snapshot")
			}
			return snapshotMsg{snapshot, err}
		}),
		l.job.do(q.receive),
		l.job.do(l.analysePartial),
		l.job.spin(&l.frame),
	)
}

// partly works out what follows from what has arrived so far.
func (a *App) partly(ctx context.Context, snapshot *awsdata.Snapshot) (*analysis.Result, error) {
	return a.analyze(ctx, snapshot, a.checks)
}

// receive waits for progress.
func (q *queue) receive(ctx context.Context) tea.Msg {
	select {
	case <-ctx.Done():
		return nil
	case <-q.ready:
		return progressMsg{q.take()}
	}
}

// analysePartial waits for what has arrived, and works out what follows from it.
func (l *loading) analysePartial(ctx context.Context) tea.Msg {
	select {
	case <-ctx.Done():
		return nil
	case snapshot := <-l.queue.partial:
		began := time.Now()
		result, err := l.partly(ctx, snapshot)
		if err != nil {
			return nil // the load was ended
		}
		return partialMsg{result, time.Since(began)}
	}
}

// runner is [analysis.Run], or what stands in its place.
type runner func(context.Context, *awsdata.Snapshot, analysis.Options) (*analysis.Result, error)

// aFrame is how long the renderer takes to paint at the most: a tick of 1/60 s.
const aFrame = 17 * time.Millisecond

// start computes the result, off the goroutine that draws; what is known
// before the end comes before it.
func (run runner) start(j *job, snapshot *awsdata.Snapshot, checks analysis.Options) tea.Cmd {
	ended := j.ctx.Done()
	stages := make(chan *analysis.Result, 1)
	checks.OnStage = func(r *analysis.Result) {
		select {
		case <-stages: // nobody has looked at it yet, and this one knows more
		default:
		}
		stages <- r
		if r.Stage == analysis.Placed { // what is seen comes before the checks, which take all processors
			select {
			case <-ended:
			case <-time.After(aFrame):
			}
		}
	}
	return tea.Batch(
		j.do(func(ctx context.Context) tea.Msg {
			result, err := run(ctx, snapshot, checks)
			if err != nil {
				err = fmt.Errorf("analyze the snapshot: %w", err)
			}
			return resultMsg{result, err}
		}),
		j.do(awaitStage(stages)),
	)
}

// awaitStage waits for the next result that comes before the last one.
func awaitStage(stages <-chan *analysis.Result) func(context.Context) tea.Msg {
	return func(ctx context.Context) tea.Msg {
		select {
		case <-ctx.Done():
			return nil
		case r := <-stages:
			return stageMsg{r, stages}
		}
	}
}

// running says whether a load is under way.
func (l *loading) running() bool { return l.stage == reading || l.stage == analyzing }

// loadMsg takes a message of a load; handled is false for any other message.
func (a *App) loadMsg(msg tea.Msg) (cmd tea.Cmd, handled bool) {
	l := &a.load
	switch msg := msg.(type) {
	case progressMsg:
		l.progress.now = a.now()
		l.progress.add(msg.items) // the last of them may come after the snapshot
		if l.stage == reading {
			cmd = l.job.after(batch, l.queue.receive)
		}
	case partialMsg:
		if l.stage == reading {
			// In a big account this takes all processors for a second: reading has the next.
			cmd = tea.Batch(l.job.after(max(batch, 2*msg.took), l.analysePartial), a.showStage(msg.result))
		}
	case stageMsg:
		if l.stage == analyzing {
			cmd = tea.Batch(l.job.do(awaitStage(msg.more)), a.showStage(msg.result))
		}
	case snapshotMsg:
		l.broken = nil
		if msg.err != nil {
			if !a.worthShowing(msg.snapshot) {
				cmd = a.loadFailed(msg.err)
				break
			}
			l.broken = msg.err
		}
		l.progress.add(l.queue.take())
		l.stage = analyzing
		cmd = a.analyze.start(&l.job, msg.snapshot, a.checks)
	case resultMsg:
		if msg.err != nil {
			cmd = a.loadFailed(msg.err)
			break
		}
		keep, err := a.switched(msg.result)
		if err != nil {
			cmd = a.loadFailed(err)
			break
		}
		l.job.end()
		l.stage, l.at = idle, a.now()
		again := a.env.Result != nil && a.env.Result.Stage == analysis.Complete
		if l.broken != nil {
			l.part = msg.result
			cmd = tea.Batch(keep, a.show(msg.result), a.openBaseline(), a.watchFailed(l.broken, true))
			l.stage, l.err = failed, l.broken
			a.openUnasked(errorOverlay("reading broke off; what is shown is a part", l.broken, a.source))
			break
		}
		a.keepAsBaseline(msg.result)
		l.part = nil
		a.watch.stopped, a.watch.failures, a.watch.confirmed = false, 0, time.Time{}
		a.tellFrom(msg.result)
		cmd = tea.Batch(keep, a.show(msg.result), a.openBaseline(), a.awaitWatch(), a.record(msg.result, l.at))
		if again {
			a.say("read again")
		}
	default:
		return nil, false
	}
	return cmd, true
}

// worthShowing reports whether what was read before a reading broke off is better than what there is: it says itself
// what it lacks, and whoever signs in again has the rest read.
func (a *App) worthShowing(part *awsdata.Snapshot) bool {
	complete := a.env.Result != nil && a.env.Result.Stage == analysis.Complete
	return part != nil && a.next == nil && !complete &&
		slices.ContainsFunc(part.Regions, func(r *awsdata.Region) bool { return len(r.Functions) > 0 })
}

// loadFailed shows what happened. Data that is there already stays: an old
// answer with its age beside it is better than none.
func (a *App) loadFailed(err error) tea.Cmd {
	a.load.job.end()
	a.load.broken = nil
	if a.next != nil {
		a.switchFailed(err)
		return a.awaitWatch()
	}
	a.dropUnfinished()
	if errors.Is(err, context.Canceled) {
		a.load.stage = idle
		if a.env.Result != nil {
			return a.awaitWatch()
		}
	}
	a.load.stage, a.load.err = failed, err
	if a.env.Result != nil {
		a.openUnasked(errorOverlay("reading again failed; what is shown is older", err, a.source))
	}
	return a.watchFailed(err, true)
}

// reloadHere reads what the screen is about again, for a person who asked for that.
func (a *App) reloadHere() tea.Cmd {
	p, function := a.history.Current().Place, ""
	if rx := a.here().Result.Index.Region(p.Region); rx != nil && rx.Function(p.ID) != nil {
		function = p.ID
	}
	a.dropUnfinished()
	a.say("reading " + strings.TrimSpace(function+" "+p.Region) + " again")
	a.next, a.refused = nil, refusal{}
	a.watch.end()
	return a.load.start(a.ctx, a.now(), a.source.Here(a.read.Snapshot, p.Region, function), a.partly)
}

// reload reads the account again, for a person who asked for that.
func (a *App) reload() tea.Cmd {
	a.dropUnfinished()
	if a.env.Result != nil {
		a.say("reading " + a.source.Name + " again")
	}
	a.next, a.refused = nil, refusal{}
	if a.watch.reading {
		a.watch.asked = true // what is being read is what was asked for
		return nil
	}
	a.watch.end()
	return a.load.start(a.ctx, a.now(), a.source, a.partly)
}

package collect

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/vpclens/vpclens/awsdata"
)

// session is the collection of one account.
type session struct {
	config   aws.Config
	options  Options
	id       string // of the account among several; "" where it is the only one
	account  account
	builder  *awsdata.Builder
	progress *progress
	partial  *partial
	slots    chan struct{} // one for each call at the same time
	share    chan struct{} // one for each of these that an account among several may have; nil for all
	budget   *budget

	clients   map[string]*clients // by region; those of the account under awsdata.Global
	names     []string            // the regions, sorted
	ended     map[place]chan struct{}
	attach    map[string]*attachment // by region
	waitedFor map[string][]string    // by region, the rows that those that are last wait for
	paces     map[place]*pace        // by region and pool, or row
	end       context.CancelCauseFunc

	mu       sync.Mutex
	failed   map[place]bool
	asked    map[place]bool                     // by region and document, calls that were made
	kept     func(region, document string) bool // what stands from an earlier collection; nil for nothing
	inVPC    map[string]bool                    // by region, whether functions are attached to a VPC
	arrived  int                                // calls that brought anything
	noAnswer string                             // the message of the first call that got no answer
	silent   map[place]int                      // by region and service, the calls that nobody answered in time
	rejected bool                               // sts get-caller-identity does not know the credentials
}

// place is a row of the table in a region.
type place struct{ region, call string }

// attachment tells, while the list of functions is still coming, that one of them is in a VPC.
type attachment struct {
	once sync.Once
	seen chan struct{}
}

// tell tells it, where somebody wants to know: nobody does of the account's calls.
func (a *attachment) tell() {
	if a != nil {
		a.once.Do(func() { close(a.seen) })
	}
}

// prepare makes the session ready for regions.
func (s *session) prepare(regions []string) {
	s.names = regions
	s.clients = map[string]*clients{awsdata.Global: newClients(s.config, regions[0], s.options.EndpointURL)}
	s.ended, s.failed, s.inVPC = make(map[place]chan struct{}), make(map[place]bool), make(map[string]bool)
	s.attach, s.asked = make(map[string]*attachment), make(map[place]bool)
	s.waitedFor, s.paces = make(map[string][]string), make(map[place]*pace)
	for _, region := range regions {
		s.clients[region] = newClients(s.config, region, s.options.EndpointURL)
		s.builder.AddRegionOf(s.id, region)
		s.attach[region] = &attachment{seen: make(chan struct{})}
	}
	if s.id == "" {
		s.builder.SetMeta(s.options.Now(), "", partitionOf(regions[0]))
	}
}

// put adds a document of the account.
func (s *session) put(region, call string, data []byte) error {
	return s.builder.PutOf(s.id, region, call, data)
}

// gap records a call of the account that gave no answer.
func (s *session) gap(g awsdata.Gap) {
	g.Account = s.id
	s.builder.Gap(g)
}

// snapshot is what has arrived of the account.
func (s *session) snapshot() *awsdata.Snapshot { return s.builder.SnapshotOf(s.id) }

// want is what is asked of a row in a region: documents about one thing, or everything where there are none.
type want struct {
	row       call
	at        place
	documents []string
}

// all are the wants of a whole collection: every row of the table, in every region, but those that are left out.
func (s *session) all(leaveOut func(*call) bool) []want {
	var out []want
	for _, row := range table() {
		if leaveOut != nil && leaveOut(&row) {
			continue
		}
		for _, region := range s.placesOf(row) {
			out = append(out, want{row: row, at: place{region, row.name}})
		}
	}
	return out
}

// leftOut are the rows that are not asked for, nil for none. They leave a gap in every region.
func (s *session) leftOut() func(*call) bool {
	if !s.options.Fast {
		return nil
	}
	for _, row := range table() {
		if !row.function {
			continue
		}
		for _, region := range s.names {
			s.gap(awsdata.Gap{Region: region, Call: row.name, Cause: awsdata.CauseAbsent,
				Message: "left out, to save time"})
		}
	}
	return func(row *call) bool { return row.function }
}

// read makes the calls that are wanted, each as soon as the calls that it needs have ended, and returns when all have.
// Whatever a row needs must be among the wants or have been read before. The error is that of a collection, see
// [Collect].
func (s *session) read(parent context.Context, wants []want) error {
	ctx, end := context.WithCancelCause(parent)
	defer end(nil)
	s.end = end
	for _, w := range wants {
		s.ended[w.at] = make(chan struct{})
		s.builder.Await(s.id, w.at.region, w.row.name)
		if !w.row.last {
			s.waitedFor[w.at.region] = append(s.waitedFor[w.at.region], w.row.name)
		}
		if key := (place{w.at.region, cmp.Or(w.row.pool, w.row.name)}); w.row.perSecond > 0 && s.paces[key] == nil {
			s.paces[key] = newPace(w.row.perSecond)
		}
		if w.row.each == nil && !w.row.attached && w.row.none == nil {
			s.progress.plan(1)
		}
	}
	var running awsdata.Group
	for _, w := range wants {
		running.Go(func() error {
			defer close(s.ended[w.at])
			s.perform(ctx, w)
			s.builder.Settle(s.id, w.at.region, w.row.name)
			s.showPartial(nil)
			return nil
		})
	}
	_ = running.Wait() // a call that fails is a gap

	var credentials *CredentialsError
	if errors.As(context.Cause(ctx), &credentials) {
		return credentials
	}
	if s.arrived == 0 && s.noAnswer != "" {
		return s.unreachable()
	}
	return nil
}

// unreachable says that no call reached AWS, and what to look at next.
func (s *session) unreachable() error {
	to, look := "AWS", "the network and HTTPS_PROXY"
	if u, err := url.Parse(s.options.EndpointURL); err == nil && u.Host != "" { // a password may stand in it
		to, look = u.Scheme+"://"+u.Host, "--endpoint-url and AWS_ENDPOINT_URL"
	}
	return fmt.Errorf("cannot connect to %s: %s: check %s", awsdata.Clean(to),
		strings.TrimPrefix(awsdata.Clean(s.noAnswer), "no answer: "), look)
}

// placesOf are the regions in which a row's call is made.
func (s *session) placesOf(row call) []string {
	switch row.scope {
	case inRegion:
		return s.names
	case inAccount:
		return []string{awsdata.Global}
	}
	return nil
}

// perform waits for what the row needs and makes its call, or one for each thing. It does not look at the context while
// it waits: a call always ends, soon if the context has.
func (s *session) perform(ctx context.Context, w want) {
	row, at := w.row, w.at
	for _, need := range row.needs {
		if need == functionsCall && row.attached && row.each == nil {
			continue // one function in a VPC is enough
		}
		s.wait(need, at.region)
	}
	if row.last {
		for _, name := range s.waitedFor[at.region] {
			s.wait(name, at.region)
		}
	}
	if row.fallback != "" {
		s.wait(row.fallback, at.region)
		if !s.hasFailed(place{at.region, row.fallback}) {
			return
		}
	}
	if row.attached && !s.attached(at.region) {
		return
	}
	if row.none != nil && row.none(s.snapshot().Region(at.region)) {
		_ = s.put(at.region, row.name, fmt.Appendf(nil, `{%q: []}`, row.member())) // a document that is right
		return
	}
	if row.each == nil {
		if row.attached || row.none != nil {
			s.progress.plan(1)
		}
		s.ask(ctx, row, at, target{}, nil)
		return
	}
	targets := s.targets(row, at)
	if w.documents != nil {
		targets = slices.DeleteFunc(targets, func(t target) bool {
			return !slices.Contains(w.documents, row.document(t))
		})
	}
	targets = slices.DeleteFunc(targets, func(t target) bool { return !s.first(place{at.region, row.document(t)}) })
	s.progress.plan(len(targets))
	pace := s.pace(row, at.region)
	var running awsdata.Group
	for _, t := range targets {
		running.Go(func() error {
			s.ask(ctx, row, at, t, pace)
			return nil
		})
	}
	_ = running.Wait() // a call that fails is a gap
}

// pace is what the row's calls in a region wait for, nil if they need not.
func (s *session) pace(row call, region string) *pace {
	return s.paces[place{region, cmp.Or(row.pool, row.name)}]
}

// first reports whether a call has not been made before, and notes it.
func (s *session) first(document place) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	made := s.asked[document]
	s.asked[document] = true
	return !made
}

// attached reports whether functions of the region are in a VPC, as far as its list of functions has come: as soon as
// there is one, and else when the list has ended. It is asked by many rows, and a snapshot of a big account is not made
// in no time.
func (s *session) attached(region string) bool {
	select {
	case <-s.attach[region].seen:
		return true
	case <-s.ended[place{region, functionsCall}]:
	}
	s.mu.Lock()
	known, ok := s.inVPC[region]
	s.mu.Unlock()
	if !ok {
		known = len(functionsInVPC(nil, s.snapshot().Region(region))) > 0
		s.mu.Lock()
		s.inVPC[region] = known
		s.mu.Unlock()
	}
	return known
}

// targets are what the row asks about, by what has arrived.
func (s *session) targets(row call, at place) []target {
	snapshot := s.snapshot()
	region := snapshot.Region(at.region)
	targets := row.each(snapshot, region)
	if row.most == 0 || len(targets) <= row.most {
		return targets
	}
	if row.fewer == nil {
		s.shorten(awsdata.Gap{Region: at.region, Call: row.name, Cause: awsdata.CauseTruncated,
			Message: fmt.Sprintf("asked only about the first %d of %d, to save time", row.most, len(targets))})
		return targets[:row.most]
	}
	return s.narrow(row, at, len(targets), row.fewer(snapshot, region))
}

// narrow returns the targets to ask about where there are too many, which may be none, and leaves one gap under the
// row's own name that says what was not asked.
func (s *session) narrow(row call, at place, all int, fewer []target) []target {
	gap := awsdata.Gap{Region: at.region, Call: row.name, Cause: awsdata.CauseTruncated,
		Message: fmt.Sprintf(
			"asked only about functions in a VPC (%d of %d), to save time: more than %d would take too long",
			len(fewer), all, row.most)}
	if len(fewer) > row.most {
		gap.Cause = awsdata.CauseAbsent
		gap.Message = fmt.Sprintf("not asked, to save time: %d functions, %d of them in a VPC, are more than %d", all,
			len(fewer), row.most)
		fewer = nil
	}
	s.shorten(gap)
	return fewer
}

// shorten records a gap for what will not be asked.
func (s *session) shorten(gap awsdata.Gap) {
	s.progress.plan(1)
	s.progress.started(gap.Region, gap.Call)
	gap.Account = s.id
	s.gap(gap)
	s.progress.left(gap, 0, awsdata.Cost{})
}

// wait returns when the named call has ended: in the same region, or in all of them for a call of the account.
func (s *session) wait(name, region string) {
	if ended, ok := s.ended[place{region, name}]; ok {
		<-ended
		return
	}
	for _, r := range s.names {
		<-s.ended[place{r, name}]
	}
}

// ask makes one call and puts its answer, or the gap it leaves, into the snapshot.
func (s *session) ask(ctx context.Context, row call, at place, t target, pace *pace) {
	name := row.document(t)
	s.progress.started(at.region, name)
	if s.keeps(&row, at, name) {
		s.progress.ended(at.region, name, Done, 0, awsdata.Cost{})
		s.showPartial(nil)
		return
	}
	d := &document{must: row.member(), budget: s.budget}
	d.onPage = func(items int) {
		s.progress.page(at.region, name, items)
		s.showPage(row, at, d)
	}
	var cost awsdata.Cost
	err := s.run(ctx, row, at.region, t, d, pace, &cost)
	if endless := (*endlessError)(nil); errors.As(err, &endless) {
		d.drop()
		if row.name == functionsCall { // the pages that were shown early
			_ = s.put(at.region, name, []byte(`{"Functions": []}`))
		}
	}
	if d.pages > 0 {
		// Pages that came before an error are facts. The gap says that they are not all.
		if e := s.put(at.region, name, d.bytes()); e != nil && err == nil {
			err = &answerError{"the answer could not be read"}
		}
	}
	var gap *awsdata.Gap
	if err != nil {
		s.endIfCredentials(at, err)
		cause, message := diagnose(ctx, err)
		message = awsdata.Mask(awsdata.Clean(message)) // it goes to progress and logs, too
		if cause == awsdata.CauseUnreachable && noSuchHost(err) && awsdata.Tier(row.name) != "" {
			cause, message = awsdata.CauseUnsupported, "the region does not have this service: "+message
		}
		gap = &awsdata.Gap{Account: s.id, Region: at.region, Call: name, Cause: cause, Message: message}
		s.gap(*gap)
		s.note(at, cause, message)
	}
	if d.pages > 0 && (s.id == "" || row.name != callerIdentity) { // one of several is known without it
		s.mu.Lock()
		s.arrived++
		s.mu.Unlock()
	}
	if gap != nil {
		s.progress.left(*gap, d.items(), cost)
	} else {
		s.progress.ended(at.region, name, Done, d.items(), cost)
	}
	s.showPartial(nil)
}

// run waits for a turn and makes the call.
func (s *session) run(ctx context.Context, row call, region string, t target, d *document, pace *pace,
	cost *awsdata.Cost) error {
	count, asked := attempts{pace: pace}, time.Now()
	ctx = count.in(ctx)
	if pace != nil {
		if err := pace.wait(ctx); err != nil && ctx.Err() == nil {
			return errTimeLimit // the turn would come after it
		}
	}
	for _, slots := range []chan struct{}{s.share, s.slots} {
		if slots == nil {
			continue
		}
		select {
		case slots <- struct{}{}:
			defer func() { <-slots }()
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	service := place{region, row.service}
	if s.isSilent(service) {
		return errSilent
	}
	began := time.Now()
	cost.Waited = began.Sub(asked)
	err := row.run(ctx, s.clients[region], query{target: t, page: row.page, targets: s.options.Targets,
		attached: s.attach[region]}, d)
	cost.Took, cost.Pages = time.Since(began), d.pages
	cost.Requests, cost.Throttled = int(count.all.Load()), int(count.throttled.Load())
	silent := (*silentError)(nil)
	s.mu.Lock()
	if errors.As(err, &silent) {
		s.silent[service]++
	} else {
		delete(s.silent, service)
	}
	s.mu.Unlock()
	return err
}

// mostSilent is how many calls of a service in a region may go unanswered, with none answered between them, before it
// is not asked again: a thousand calls, one for each function, would otherwise wait a minute each and take every slot.
const mostSilent = 3

var errSilent = errors.New("not asked: the service did not answer the calls before")

func (s *session) isSilent(service place) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.silent[service] >= mostSilent
}

// endIfCredentials ends the collection if AWS says that the credentials are no good: nothing else would be answered.
func (s *session) endIfCredentials(at place, err error) {
	problem, sure := s.account.failed(err)
	if problem == nil {
		return
	}
	if identity := (place{awsdata.Global, callerIdentity}); at == identity {
		s.mu.Lock()
		s.rejected = true
		s.mu.Unlock()
	} else if !sure {
		// A region that is not enabled rejects credentials that are good everywhere else.
		<-s.ended[identity]
		s.mu.Lock()
		sure = s.rejected
		s.mu.Unlock()
		if !sure {
			return
		}
	}
	s.end(problem)
}

// note remembers a failure for the calls that depend on it and for the end.
func (s *session) note(at place, cause awsdata.Cause, message string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.failed[at] = true
	if cause == awsdata.CauseUnreachable && s.noAnswer == "" {
		s.noAnswer = message
	}
}

func (s *session) hasFailed(at place) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.failed[at]
}

package collect

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// Target is an account to read, and who reads it: a profile its own account, or a role that the credentials of
// [Options.Profile] assume.
type Target struct {
	Profile    string // whose own account it is, "" for that of [Options.Profile]; of no meaning beside a role
	AccountID  string // "" for the one that the profile's credentials are of
	RoleName   string // a role of the account, which needs its id; "" to read it with the profile's own credentials
	ExternalID string // that the role wants to hear; "" for none
	Name       string // what people call the account; "" for nothing but a profile's name
}

const (
	accountsAtOnce = 16        // accounts that are read side by side
	shareOfAccount = 4         // one of so many parts of the calls at the same time are for one account, at most
	mostFleetBytes = 512 << 20 // what all accounts together may answer, as a snapshot may have on disk
)

// sessionName is what the logs of an account call whoever reads it.
const sessionName = "vpclens"

// CollectAccounts reads several accounts side by side into one snapshot. They are begun in order, a few at a time;
// [Options.Timeout] is for each of them from then on, and the calls at the same time are counted over all. The account
// that is asked about is the first that could be read. An account is read once, whoever else names it.
//
// An account that cannot be read, or not to its end, is one gap, see [awsdata.Gap.OfAccount], and the others go on.
// Only where none could be read is there an error, which is that of the first, and only where none came to its end is
// there one beside a snapshot. Errors are otherwise those of [Collect].
func CollectAccounts(ctx context.Context, options Options, targets []Target) (*awsdata.Snapshot, error) {
	if len(targets) == 0 {
		return nil, errors.New("no account to read was named")
	}
	whole, cancel := context.WithCancel(ctx) // whoever is still asked for a code need not answer when this is over
	defer cancel()
	f := newFleet(options.withDefaults(), targets)
	if err := f.prepare(whole); err != nil {
		return nil, endOf(ctx, err)
	}
	var running awsdata.Group
	running.SetLimit(accountsAtOnce)
	for _, m := range f.members {
		running.Go(func() error {
			f.read(whole, m)
			return nil
		})
	}
	_ = running.Wait() // an account that fails is a gap
	return f.result(ctx)
}

// fleet is a collection of several accounts.
type fleet struct {
	options Options
	common  *session // what all accounts share is kept in it: the builder, the progress, the slots
	members []*fleetAccount

	base    aws.Config // of Options.Profile, where any account needs it
	baseErr error      // why it gives no credentials

	mu      sync.Mutex
	claimed map[string]bool // ids of accounts that somebody reads
}

// fleetAccount is an account of a fleet, and how its reading went.
type fleetAccount struct {
	Target
	arrived bool  // anything of it
	err     error // why it could not be read to its end
	left    bool  // out: it is read already
}

func newFleet(o Options, targets []Target) *fleet {
	f := &fleet{options: o, common: newSession(aws.Config{}, o), claimed: make(map[string]bool)}
	f.common.budget = newBudget(max(o.most, mostFleetBytes))
	f.common.progress.accounts = len(targets)
	if o.Partial != nil {
		f.common.partial.report = func(s *awsdata.Snapshot) { o.Partial(f.asked(s)) }
	}
	for _, t := range targets {
		if t.RoleName != "" {
			t.Profile = o.Profile
		}
		t.Profile = cmp.Or(t.Profile, o.Profile)
		f.members = append(f.members, &fleetAccount{Target: t})
	}
	return f
}

// prepare signs in what several accounts need, and has those whose ids are known wait from the start. The error is one
// by which no account can be read.
func (f *fleet) prepare(ctx context.Context) error {
	f.common.builder.SetMeta(f.options.Now(), "", "")
	onlyBase, needsBase := true, false
	for _, m := range f.members {
		if m.Profile == f.options.Profile {
			needsBase = true
		} else {
			onlyBase = false
		}
	}
	var regions []string
	var every bool
	if needsBase {
		if f.baseErr = f.signInBase(ctx); f.baseErr == nil {
			s := newSession(f.base, f.options)
			regions, every, f.baseErr = s.askedRegions(ctx)
		}
		if f.baseErr != nil && onlyBase {
			return f.baseErr
		}
	}
	for _, m := range f.members {
		if m.AccountID != "" && f.claims(m, m.AccountID) && f.baseErr == nil && m.Profile == f.options.Profile {
			f.await(m.AccountID, regions, every)
		}
	}
	return nil
}

// signInBase gets the credentials that several accounts are read with. Who is asked for a code has the time that one
// account has.
func (f *fleet) signInBase(ctx context.Context) (err error) {
	limited, cancel := f.options.limit(ctx, time.Now())
	defer cancel()
	if f.base, err = loadConfig(ctx, f.options); err != nil {
		return err
	}
	_, err = f.base.Credentials.Retrieve(limited)
	return whose(f.base, f.options.Profile).inTime(limited, err)
}

// await has an account say of all its calls that they are still to be made.
func (f *fleet) await(account string, regions []string, every bool) {
	for _, row := range table() {
		switch {
		case f.options.Fast && row.function:
		case row.scope == inAccount:
			f.common.builder.Await(account, awsdata.Global, row.name)
		case row.scope == inRegion && !every:
			for _, region := range regions {
				f.common.builder.Await(account, region, row.name)
			}
		}
	}
}

// claims reports whether the account with an id is not read yet by another name. Whoever is left out is told.
func (f *fleet) claims(m *fleetAccount, id string) bool {
	f.mu.Lock()
	m.AccountID, m.left = id, f.claimed[id]
	f.claimed[id] = true
	f.mu.Unlock()
	if m.left && f.options.Remark != nil {
		by := "profile " + profileName(m.Profile)
		if m.RoleName != "" {
			by = "role " + m.RoleName
		}
		f.options.Remark(awsdata.Clean("account " + m.AccountID + " is read already: it was left out by " + by))
	}
	if name := cmp.Or(m.Name, m.ownProfile()); !m.left && name != "" {
		f.common.builder.NameAccount(m.AccountID, name)
	}
	return !m.left
}

// ownProfile is the profile whose own account it is, "" for none that has a name.
func (m *fleetAccount) ownProfile() string {
	if m.RoleName != "" {
		return ""
	}
	return m.Profile
}

// key is the account's id, and as long as nobody knows it, the profile that it is of.
func (m *fleetAccount) key() string { return cmp.Or(m.AccountID, "profile "+profileName(m.Profile)) }

// profileName is a profile, the default one too.
func profileName(profile string) string { return cmp.Or(profile, "default") }

// read reads an account, or leaves its gap.
func (f *fleet) read(ctx context.Context, m *fleetAccount) {
	defer f.common.progress.accountEnded()
	if m.left {
		return
	}
	limited, cancel := f.options.limit(ctx, time.Now())
	defer cancel()
	s := f.open(limited, m)
	if m.left || m.err != nil {
		return
	}
	m.err = s.read(limited, slices.DeleteFunc(s.all(s.leftOut()), func(w want) bool { return s.ended[w.at] != nil }))
	m.arrived = s.arrived > 0
	gap := awsdata.Gap{Account: s.id, Region: awsdata.Global, Call: awsdata.CallRestOfAccount}
	switch {
	case limited.Err() != nil:
		m.err = context.Cause(limited)
		gap.Cause, gap.Message = diagnoseEnd(limited)
		if ctx.Err() == nil {
			gap.Message += ": --timeout gives each account more"
		}
	case m.err != nil && m.arrived:
		gap.Cause, gap.Message = causeOfStart(limited, m.err), m.err.Error()
	case !m.arrived:
		first, _ := s.snapshot().Regions[0].Gap(functionsCall)
		m.err = fmt.Errorf("no call to account %s brought anything: %s", s.id, first.Message)
		gap.Call, gap.Cause, gap.Message = awsdata.CallAccount, first.Cause, first.Message
	}
	if m.err != nil {
		f.common.builder.EndAccount(gap)
	}
}

// open signs in to an account and finds its regions. Where that fails the account has its gap and its error.
func (f *fleet) open(limited context.Context, m *fleetAccount) *session {
	call := awsdata.CallSignIn
	if m.RoleName != "" {
		call = awsdata.CallAssumeRole
	}
	progress := f.common.progress.of(m.key())
	progress.plan(1)
	progress.started(awsdata.Global, call)
	began := time.Now()
	s, err := f.enter(limited, m)
	cost := awsdata.Cost{Requests: 1, Took: time.Since(began)}
	if err == nil || m.left {
		progress.ended(awsdata.Global, call, Done, 0, cost)
		return s
	}
	if credentials := (*CredentialsError)(nil); errors.As(err, &credentials) {
		err = credentials // the SDK puts words of its own before it
	}
	m.err = err
	gap := awsdata.Gap{Account: m.key(), Region: awsdata.Global, Call: call, Cause: causeOfStart(limited, err),
		Message: awsdata.Mask(awsdata.Clean(err.Error()))}
	for _, region := range f.expected(s) {
		f.common.builder.AddRegionOf(m.key(), region)
	}
	f.common.builder.EndAccount(gap)
	progress.left(gap, 0, cost)
	return nil
}

// enter is a session of an account that is ready to read. Where there is an error it may be nil or half made.
func (f *fleet) enter(limited context.Context, m *fleetAccount) (*session, error) {
	cfg, who, err := f.signIn(limited, m)
	s := newSession(cfg, f.options)
	s.account, s.builder, s.partial, s.slots = who, f.common.builder, f.common.partial, f.common.slots
	s.share = make(chan struct{}, max(1, cap(s.slots)/shareOfAccount))
	s.budget.parent = f.common.budget
	s.progress = f.common.progress.of(m.key())
	if err != nil {
		return s, err
	}
	var identity *document
	if m.AccountID == "" {
		var id string
		if identity, id, err = f.identify(limited, s); err != nil {
			return s, err
		}
		if !f.claims(m, id) {
			return nil, nil
		}
	}
	s.id, s.progress = m.AccountID, f.common.progress.of(m.AccountID)
	regions, err := s.regions(limited)
	if err != nil {
		return s, err
	}
	f.common.builder.SetMeta(time.Time{}, "", partitionOf(regions[0]))
	s.prepare(regions)
	if identity != nil {
		s.ended[place{awsdata.Global, callerIdentity}] = closed()
		if err := s.put(awsdata.Global, callerIdentity, identity.bytes()); err != nil {
			return s, &answerError{"the answer to get-caller-identity could not be read"}
		}
	}
	return s, nil
}

// signIn is the configuration with the credentials of an account, and whose they are.
func (f *fleet) signIn(limited context.Context, m *fleetAccount) (aws.Config, account, error) {
	if err := limited.Err(); err != nil {
		return aws.Config{}, account{}, context.Cause(limited)
	}
	cfg, err := f.base, f.baseErr
	if m.Profile != f.options.Profile {
		o := f.options
		o.Profile = m.Profile
		if cfg, err = loadConfig(limited, o); err == nil {
			_, err = cfg.Credentials.Retrieve(limited)
			err = whose(cfg, m.Profile).inTime(limited, err)
		}
	}
	who := whose(cfg, m.Profile)
	if err != nil || m.RoleName == "" {
		return cfg, who, err
	}
	region := cmp.Or(cfg.Region, "us-east-1")
	if asked := f.options.Regions; len(asked) > 0 && asked[0] != AllRegions {
		region = asked[0]
	}
	who.assumes = fmt.Sprintf("arn:%s:iam::%s:role/%s", partitionOf(region), m.AccountID, m.RoleName)
	with := inRegionOf(cfg, region, f.options.EndpointURL)
	cfg = cfg.Copy()
	access := signin.Access{Client: sts.NewFromConfig(with), Role: who.assumes, ExternalID: m.ExternalID,
		Session: sessionName}
	cfg.Credentials = aws.NewCredentialsCache(explained{access, who})
	_, err = cfg.Credentials.Retrieve(limited)
	return cfg, who, who.inTime(limited, err)
}

// identify asks whose the credentials are: the answer, and the account's id in it.
func (f *fleet) identify(ctx context.Context, s *session) (d *document, id string, err error) {
	rows := identityCalls()
	row := rows[slices.IndexFunc(rows, func(c call) bool { return c.name == callerIdentity })]
	d = &document{must: row.member(), budget: s.budget}
	region := "us-east-1"
	if expected := f.expected(s); len(expected) > 0 {
		region = expected[0]
	}
	if err := row.run(ctx, newClients(s.config, region, f.options.EndpointURL), query{}, d); err != nil {
		if problem, _ := s.account.failed(err); problem != nil {
			return nil, "", problem
		}
		cause, message := diagnose(ctx, err)
		return nil, "", &startError{cause, "ask whose the credentials are: " + awsdata.Clean(message)}
	}
	var answer struct{ Account string }
	if err := json.Unmarshal(d.bytes(), &answer); err != nil || !awsdata.IsAccountID(answer.Account) {
		return nil, "", &startError{awsdata.CauseMalformed, "ask whose the credentials are: the answer has no account"}
	}
	return d, answer.Account, nil
}

// expected are the regions of an account that could not be read, as far as anybody can tell. Of all that are enabled
// there is at least the one that would have been asked for them: nothing of the account is known, and it has to show.
func (f *fleet) expected(s *session) []string {
	every := slices.Contains(f.options.Regions, AllRegions)
	switch {
	case len(f.options.Regions) > 0 && !every:
		return f.options.Regions
	case s.config.Region != "":
		return []string{s.config.Region}
	case f.base.Region != "":
		return []string{f.base.Region}
	case every:
		return []string{"us-east-1"}
	}
	return nil
}

// asked is a snapshot with the first account that could be read, or still may, as the one that is asked about.
func (f *fleet) asked(s *awsdata.Snapshot) *awsdata.Snapshot {
	for _, m := range f.members {
		f.mu.Lock()
		id := m.AccountID
		f.mu.Unlock()
		if a := s.AccountOf(id); id != "" && a != nil && !a.IsUnread() {
			return s.As(id)
		}
	}
	return s
}

// result is what became of it all.
func (f *fleet) result(ctx context.Context) (*awsdata.Snapshot, error) {
	var first error
	arrived, complete := false, false
	for _, m := range f.members {
		arrived = arrived || m.arrived
		complete = complete || m.err == nil && !m.left
		first = cmp.Or(first, m.err)
	}
	if !arrived && (first != nil || ctx.Err() != nil) {
		return nil, endOf(ctx, first)
	}
	s := f.asked(f.common.builder.Snapshot())
	var credentials *CredentialsError
	if ctx.Err() != nil || !complete && errors.As(first, &credentials) {
		return s, endOf(ctx, first)
	}
	return s, nil
}

// causeOfStart is the cause of the gap of an account that could not be read for an error.
func causeOfStart(ctx context.Context, err error) awsdata.Cause {
	var start *startError
	var credentials *CredentialsError
	switch code := codeOf(err); {
	case ctx.Err() != nil:
		cause, _ := diagnoseEnd(ctx)
		return cause
	case errors.As(err, &start):
		return start.cause
	case deniedCodes[code]:
		return awsdata.CauseDenied
	case expiredCodes[code], errors.As(err, &credentials) && credentials.SignIn:
		return awsdata.CauseExpired
	case isSilent(err):
		return awsdata.CauseUnreachable
	case malformed(err) != "":
		return awsdata.CauseMalformed
	}
	return awsdata.CauseFailed
}

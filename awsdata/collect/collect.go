package collect

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect/signin"
)

// Options say what to collect, and how hard to try. The zero value collects the configured region.
type Options struct {
	Profile     string           // of the shared AWS configuration; "" for the environment's or the default one
	Regions     []string         // names, or [AllRegions]; none for the configured region
	EndpointURL string           // takes the place of all AWS endpoints
	Timeout     time.Duration    // for everything together, of several accounts for each; 5 minutes if 0
	CallTimeout time.Duration    // for one request and its repetitions, which brings a page; 1 minute if 0
	Concurrency int              // calls at the same time, over all regions; 48 if 0
	Attempts    int              // of one request, the first included; 6 if 0
	MaxBackoff  time.Duration    // the longest wait between two attempts; 10 seconds if 0
	Now         func() time.Time // the time of the snapshot; time.Now if nil
	Person      *signin.Person   // who is asked for the code of an MFA device; nil for nobody
	Progress    func(Event)      // called for every event, one at a time, from any goroutine; must not block
	// Partial is given what has arrived so far, now and then: once the first functions are there, and at most twice a
	// second from then on. Such a snapshot says which calls are still being made, see [awsdata.Snapshot.Pending].
	// Called one at a time, from any goroutine; must not block.
	Partial func(*awsdata.Snapshot)

	// Targets keeps of the environments of functions the [awsdata.NamedTarget]s; all else of them is dropped, as all is
	// without.
	Targets bool
	// Fast leaves out the calls that are made for each function: each region has a gap for them.
	Fast bool
	// Resume is what an earlier collection of the same account and regions had read when the credentials expired: what
	// stands there is not asked for again, and is as old as it says. It counts for nothing where the credentials turn
	// out to be another account's; nil for nothing.
	Resume *awsdata.Snapshot
	// Again says which documents of Resume are asked for all the same; nil for none.
	Again func(region, document string) bool
	// Transport carries all requests; nil for the network.
	Transport http.RoundTripper

	// lookup resolves a host name; nil for the system's resolver.
	lookup func(ctx context.Context, host string) ([]string, error)
	// Remark is told, one line at a time, what was passed over without being a gap; nil for nobody.
	Remark func(string)

	// most is how many bytes all answers may have together; mostAllBytes if 0.
	most int64
}

func (o Options) withDefaults() Options {
	if o.Timeout == 0 {
		o.Timeout = 5 * time.Minute
	}
	if o.CallTimeout == 0 {
		o.CallTimeout = time.Minute
	}
	if o.Concurrency <= 0 {
		o.Concurrency = 48
	}
	if o.Attempts <= 0 {
		o.Attempts = 6
	}
	if o.MaxBackoff == 0 {
		o.MaxBackoff = 10 * time.Second
	}
	if o.most == 0 {
		o.most = mostAllBytes
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.lookup == nil {
		o.lookup = net.DefaultResolver.LookupHost
	}
	return o
}

// errTimeLimit ends a collection that took longer than Options.Timeout. What has arrived by then is a snapshot.
var errTimeLimit = errors.New("the time limit was reached")

// Collect reads the account. A call that fails is a gap in the snapshot and no error.
//
// The error is a [*CredentialsError] if credentials are missing or have expired, a [*RegionError] for a name that is
// not one of a region, and the context's cause if the context ended. If anything had arrived by then, the snapshot with
// it is returned beside the error. A time limit that was reached is no error: the calls it cut off are gaps.
func Collect(ctx context.Context, options Options) (*awsdata.Snapshot, error) {
	o := options.withDefaults()
	limited, cancel := o.limit(ctx, time.Now())
	defer cancel()
	return collectWithin(ctx, limited, o)
}

// collectWithin collects until limited ends, which is the caller's ctx with the time limit.
func collectWithin(ctx, limited context.Context, o Options) (*awsdata.Snapshot, error) {
	s, err := openSession(ctx, limited, o)
	if err != nil {
		return nil, err
	}
	if err := s.resume(limited); err != nil {
		return nil, endOf(ctx, err)
	}
	err = s.read(limited, s.all(s.leftOut()))
	return s.builder.Snapshot(), endOf(ctx, err)
}

// limit is the context of a collection that began at a time.
func (o Options) limit(ctx context.Context, began time.Time) (context.Context, context.CancelFunc) {
	return context.WithDeadlineCause(ctx, began.Add(o.Timeout),
		fmt.Errorf("%w (%s)", errTimeLimit, english.Duration(o.Timeout)))
}

// openSession finds the credentials and the regions, until limited ends, which is the caller's ctx with the time limit.
func openSession(ctx, limited context.Context, o Options) (*session, error) {
	cfg, err := loadConfig(limited, o)
	if err != nil {
		return nil, err
	}
	if _, err := cfg.Credentials.Retrieve(limited); err != nil {
		return nil, endOf(ctx, whose(cfg, o.Profile).inTime(limited, err))
	}
	s := newSession(cfg, o)
	regions, err := s.regions(limited)
	if err != nil {
		return nil, endOf(ctx, err)
	}
	s.prepare(regions)
	return s, nil
}

// endOf prefers the caller's own reason to end over the errors that it brought about.
func endOf(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return fmt.Errorf("collect: %w", context.Cause(ctx))
	}
	var credentials *CredentialsError
	if errors.As(err, &credentials) {
		return credentials
	}
	return err
}

func newSession(cfg aws.Config, o Options) *session {
	return &session{
		config:   cfg,
		options:  o,
		account:  whose(cfg, o.Profile),
		builder:  awsdata.NewBuilder(),
		progress: &progress{report: o.Progress},
		partial:  &partial{report: o.Partial},
		slots:    make(chan struct{}, o.Concurrency),
		silent:   make(map[place]int),
		budget:   newBudget(o.most),
	}
}

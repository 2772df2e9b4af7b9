package cli_test

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
	"unicode"

	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

var allCells = flag.Bool("all-cells", false, "let every call meet every fault, not two each")

// planted stands in answers that nobody may quote.
const planted = "please log in"

// cellFault is what can come in the place of an answer, and what has to come of it.
type cellFault struct {
	name  string
	cause awsdata.Cause // of the gap that it leaves, "" where the answer comes after all
	how   how
	fault func() awsreplay.Fault
	// what is put into the right answer in the place of fault; reports whether there is anything of the kind in it
	alter func(document map[string]any) bool
}

type how uint8

const (
	always how = iota
	paging     // means nothing to calls that do not page
	typed      // means nothing in XML, where a list of no elements is an empty one, whatever else stands there
	later      // the first page is right
	ends       // the collection ends with an error about the credentials
)

// badText is written as a byte that is not UTF-8.
const badText = "\ue000"

var cellFaults = []cellFault{
	{"denied", awsdata.CauseDenied, always, awsreplay.Denied, nil},
	{"throttled for ever", awsdata.CauseThrottled, always, awsreplay.Throttled, nil},
	{"throttled four times", "", always, firstly(4, awsreplay.Throttled), nil},
	{"an internal error", awsdata.CauseFailed, always, failing(500, "InternalError"), nil},
	{"an internal error, once", "", always, firstly(1, failing(500, "InternalError")), nil},
	{"unavailable", awsdata.CauseFailed, always, failing(503, "ServiceUnavailable"), nil},
	{"a page that is unavailable", awsdata.CauseUnreachable, always, page(503), nil},
	{"a page of an internal error", awsdata.CauseMalformed, always, page(500), nil},
	{"a page that asks to log in", awsdata.CauseMalformed, always, page(200), nil},
	{"a gateway's page", awsdata.CauseUnreachable, always, page(502), nil},
	{"a gateway's page, once", "", always, firstly(1, page(502)), nil},
	{"a document that asks to log in", awsdata.CauseMalformed, always, body(`{"error":"` + planted + `"}`), nil},
	{"markup of somebody else", awsdata.CauseMalformed, always,
		body(`<result><error>` + planted + `</error></result>`), nil},
	{"an answer without members", awsdata.CauseMalformed, always, awsreplay.Hollow, nil},
	{"an answer that is truncated", awsdata.CauseMalformed, always, awsreplay.Truncated, nil},
	{"a connection that is cut", awsdata.CauseUnreachable, always, awsreplay.Cut, nil},
	{"a connection that is cut, once", "", always, firstly(1, awsreplay.Cut), nil},
	{"a connection that is reset", awsdata.CauseUnreachable, always, awsreplay.Reset, nil},
	{"a connection that is reset, once", "", always, firstly(1, awsreplay.Reset), nil},
	{"a byte every three seconds", awsdata.CauseUnreachable, always,
		func() awsreplay.Fault { return awsreplay.Drip(3 * time.Second) }, nil},
	{"silence", awsdata.CauseUnreachable, always, func() awsreplay.Fault { return awsreplay.Hang(nil) }, nil},
	{"half an answer and silence", awsdata.CauseUnreachable, always, awsreplay.Stall, nil},
	{"nothing", awsdata.CauseMalformed, always, body(""), nil},
	{"a list in the place of an object", awsdata.CauseMalformed, always, body("[1, 2]"), nil},
	{"texts in the place of lists", awsdata.CauseMalformed, typed, nil,
		inLists(func([]any) any { return planted })},
	{"texts in the place of elements", awsdata.CauseMalformed, always, nil,
		inLists(func([]any) any { return []any{planted} })},
	{"elements without members", awsdata.CauseMalformed, always, nil,
		inLists(func([]any) any { return []any{map[string]any{}} })},
	{"objects in the place of texts", awsdata.CauseMalformed, always, nil,
		inTexts(func(string) any { return map[string]any{"Error": planted} })},
	{"text that is not in UTF-8", awsdata.CauseMalformed, always, nil,
		inTexts(func(text string) any { return text + badText })},
	{"every element twice", "", always, nil, inLists(func(l []any) any { return slices.Concat(l, l) })},
	{"the same page for ever", awsdata.CauseMalformed, paging,
		func() awsreplay.Fault { return awsreplay.Endless(1, "again") }, nil},
	{"pages without an end", awsdata.CauseMalformed, paging,
		func() awsreplay.Fault { return awsreplay.Endless(1, "") }, nil},
	{"200 MB", awsdata.CauseMalformed, always, func() awsreplay.Fault { return awsreplay.Padded(200 << 20) }, nil},
	{"broken text", awsdata.CauseMalformed, always, body("\xff\xfe\x00{\x80}"), nil},
	{"credentials that have expired", awsdata.CauseExpired, ends, awsreplay.Expired, nil},
	{"a clock that is wrong", awsdata.CauseExpired, ends, func() awsreplay.Fault {
		return func(e *awsreplay.Exchange) {
			awsreplay.Clock(time.Now().Add(20*time.Minute), failing(403, "SignatureDoesNotMatch")())(e)
		}
	}, nil},
	{"a region that is disabled", awsdata.CauseUnsupported, always, failing(401, "AuthFailure"), nil},
	{"a region that does not know the key", awsdata.CauseUnsupported, always,
		failing(403, "UnrecognizedClientException"), nil},
	{"a moved service", awsdata.CauseFailed, always, failing(301, "PermanentRedirect"), nil},
	{"a second page without members", awsdata.CauseMalformed, later, awsreplay.Hollow, nil},
	{"a second page that is denied", awsdata.CauseDenied, later, awsreplay.Denied, nil},
	{"a second page that is throttled for ever", awsdata.CauseThrottled, later, awsreplay.Throttled, nil},
	{"a second page that asks to log in", awsdata.CauseMalformed, later, body(`{"error":"` + planted + `"}`), nil},
	{"a second page that never comes", awsdata.CauseUnreachable, later,
		func() awsreplay.Fault { return awsreplay.Hang(nil) }, nil},
}

// dear are the faults that take a second or more.
var dear = []string{"pages without an end", "200 MB"}

func failing(status int, code string) func() awsreplay.Fault {
	return func() awsreplay.Fault { return awsreplay.Error(status, code, "no") }
}

func page(status int) func() awsreplay.Fault {
	return func() awsreplay.Fault { return awsreplay.Page(status, planted) }
}

func body(text string) func() awsreplay.Fault {
	return func() awsreplay.Fault { return awsreplay.Body(200, text) }
}

func firstly(n int, f func() awsreplay.Fault) func() awsreplay.Fault {
	return func() awsreplay.Fault { return awsreplay.First(n, f()) }
}

// inLists puts something in the place of the document's own lists of objects.
func inLists(other func([]any) any) func(map[string]any) bool {
	return func(document map[string]any) bool {
		found := false
		if document["BrokerId"] != nil {
			return false // it is about one thing, and the list is a part of it
		}
		for name, value := range document {
			list, _ := value.([]any)
			if len(list) > 0 && reflect.TypeOf(list[0]).Kind() == reflect.Map {
				document[name], found = other(list), true
			}
		}
		return found
	}
}

// inTexts puts something in the place of all texts but the token of the next page.
func inTexts(other func(string) any) func(map[string]any) bool {
	return func(document map[string]any) bool {
		found := false
		var walk func(any) any
		walk = func(value any) any {
			switch v := value.(type) {
			case map[string]any:
				for name := range v {
					v[name] = walk(v[name])
				}
			case []any:
				for i := range v {
					v[i] = walk(v[i])
				}
			case string:
				found = true
				return other(v)
			}
			return value
		}
		for name, value := range document {
			if !strings.Contains(name, "Token") && !strings.Contains(name, "Marker") {
				document[name] = walk(value)
			}
		}
		return found
	}
}

// TestEveryCallMeetsEveryFault puts each fault in the place of each call's answers, in virtual time: the collection
// ends within the limit of a call; there is a gap that says why in one line; and no verdict is definite that the
// complete account contradicts.
func TestEveryCallMeetsEveryFault(t *testing.T) {
	awsreplay.WithKeys(t)
	files := awsreplay.Files(t, "../../awsdata/collect/testdata/account.txtar")
	clean := awsreplay.New(t, files, 1)
	whole, usual, err := inBubble(t, clean)
	if err != nil {
		t.Fatal(err)
	}
	var calls []awsreplay.Request
	for _, r := range clean.Requests() {
		if !slices.ContainsFunc(calls,
			func(c awsreplay.Request) bool { return c.Operation == r.Operation && c.Service == r.Service }) {
			calls = append(calls, r)
		}
	}
	slices.SortFunc(calls, func(a, b awsreplay.Request) int {
		return strings.Compare(a.Service+a.Operation, b.Service+b.Operation)
	})
	counts := map[string]int{}
	for i, call := range calls {
		for j, f := range cellFaults {
			if !*allCells && ((i*7+j)%20 != 0 || i > 20 && slices.Contains(dear, f.name)) {
				continue
			}
			if f.how == later && clean.Count(call.Operation) < 2 || f.how == typed && call.XML() {
				continue
			}
			counts[f.name]++
			t.Run(call.Service+" "+call.Operation+": "+f.name, func(t *testing.T) {
				faultyCall{call, f, clean.Count(call.Operation)}.meet(t, files, whole, usual)
			})
		}
	}
	cells := 0
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		t.Logf("%4d %s", counts[name], name)
		cells += counts[name]
	}
	t.Logf("%d cells of %d calls and %d faults", cells, len(calls), len(cellFaults))
	if cells < 100 {
		t.Error("too few to prove anything")
	}
}

// faultyCall is a call that meets a fault.
type faultyCall struct {
	call     awsreplay.Request
	fault    cellFault
	requests int // that are made for it where nothing is wrong
}

// meet collects with the fault in the place of the call's answers.
func (c faultyCall) meet(t *testing.T, files fstest.MapFS, whole *awsdata.Snapshot, usual time.Duration) {
	server := awsreplay.New(t, files, 1)
	touched := true
	switch {
	case c.fault.alter != nil:
		touched = false
		server.Fault(c.call.Operation, awsreplay.Respelled(awsreplay.Altered(func(document map[string]any) {
			touched = c.fault.alter(document) || touched
		}), badText, "\xff"))
	case c.fault.how == later:
		server.Fault(c.call.Operation, awsreplay.Then(1, (*awsreplay.Exchange).Answer, c.fault.fault()))
	default:
		server.Fault(c.call.Operation, c.fault.fault())
	}
	got, took, err := inBubble(t, server)
	if took > usual+time.Minute+time.Second {
		t.Errorf("it takes %v, and %v where nothing is wrong", took, usual)
	}
	// A region may refuse credentials that are good elsewhere; the answer to who asks tells which it is.
	ends := c.fault.how == ends || c.fault.cause == awsdata.CauseUnsupported && c.call.Operation == "GetCallerIdentity"
	var credentials *collect.CredentialsError
	switch {
	case ends:
		if !errors.As(err, &credentials) || credentials.Problem == "" || credentials.Next == "" {
			t.Errorf("the error is %v", err)
		}
	case err != nil:
		t.Error(err)
	}
	if got == nil {
		if !ends {
			t.Error("nothing is left")
		}
		return
	}
	for _, text := range contradictions(whole, got) {
		t.Error(text)
	}
	gaps := newGaps(whole, got)
	if c.fault.how == paging {
		touched = len(gaps) > 0 || server.Count(c.call.Operation) > c.requests
	}
	switch {
	case ends:
		c.lookAtGaps(t, gaps, awsdata.CauseExpired)
	case c.fault.how == paging && !touched:
	case c.fault.cause == "" || !touched:
		if !bytes.Equal(encoded(t, got), encoded(t, whole)) {
			t.Errorf("it is not the account that it was; the gaps: %+v", gaps)
		}
	case !c.lookAtGaps(t, gaps, c.fault.cause):
		t.Errorf("no gap is %s: %+v", c.fault.cause, gaps)
	}
}

// lookAtGaps holds that gaps tell of a fault in one line, and nothing that is not to be told, and reports whether one
// does.
func (c faultyCall) lookAtGaps(t *testing.T, gaps []awsdata.Gap, cause awsdata.Cause) (told bool) {
	for _, g := range gaps {
		if strings.Contains(g.Message, "the directory has no") { // asked for because of the fault
			continue
		}
		// Some lists have a length that is enough for anyone.
		right := g.Cause == cause || c.fault.how == paging && g.Cause == awsdata.CauseTruncated
		told = told || right
		if !right && g.Cause != awsdata.CauseAbsent {
			t.Errorf("the gap %s is %s: %s", g.Call, g.Cause, g.Message)
		}
		if g.Message == "" && g.Cause != awsdata.CauseAbsent {
			t.Errorf("the gap %s says nothing", g.Call)
		}
		folded := g.Call == awsdata.TierNamesAndStores // names its calls
		if strings.Contains(g.Message, planted) || strings.ContainsFunc(g.Message, unicode.IsControl) ||
			len(g.Message) > 200 && !folded {
			t.Errorf("the gap %s says %q", g.Call, g.Message)
		}
	}
	return told
}

// inBubble collects in virtual time, and tells how much of it has passed.
func inBubble(t *testing.T, server *awsreplay.Server) (got *awsdata.Snapshot, took time.Duration, err error) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		got, err = collect.Collect(t.Context(), collect.Options{Regions: []string{"eu-west-1"},
			EndpointURL: server.URL, Transport: server.Transport(nil),
			Now: func() time.Time { return time.Date(2026, 5, 6, 7, 8, 9, 0, time.UTC) }})
		took = time.Since(began)
	})
	return got, took, err
}

// newGaps are the gaps that the complete account does not have.
func newGaps(whole, got *awsdata.Snapshot) []awsdata.Gap {
	had := map[string]bool{}
	for _, g := range whole.Gaps() {
		had[g.Region+" "+g.Call] = true
	}
	return slices.DeleteFunc(got.Gaps(), func(g awsdata.Gap) bool { return had[g.Region+" "+g.Call] })
}

// contradictions are what functions certainly reach or do not reach, where the complete account says otherwise.
func contradictions(whole, got *awsdata.Snapshot) []string {
	var out []string
	before, after := awsdata.NewIndex(whole), awsdata.NewIndex(got)
	was, is := reach.New(before), reach.New(after)
	for _, region := range whole.RegionNames() {
		for _, f := range before.Region(region).Functions() {
			rx := after.Region(region)
			if rx == nil || rx.Function(f.FunctionName) == nil {
				continue // with the list of functions
			}
			a, b := was.Reach(region, f).Sets, is.Reach(region, rx.Function(f.FunctionName)).Sets
			lost := a.Reachable.Minus(b.Can().Union(b.Unknown))
			gained := b.Reachable.Minus(a.Can().Union(a.Unknown))
			for what, set := range map[string]netset.Set{"is blocked and was reachable": lost,
				"is reachable and was blocked": gained} {
				if !set.IsEmpty() {
					out = append(out, fmt.Sprintf("%s to %s %s", f.FunctionName, set.Human(netset.MaxRanges(2)), what))
				}
			}
		}
	}
	slices.Sort(out)
	return out
}

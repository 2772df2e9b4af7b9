package cli

import (
	"context"
	"regexp"
	"slices"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata/collect"
)

// plainFunction is what names one function, and no other: no glob, no version, no alias.
var plainFunction = regexp.MustCompile(`^(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:)?[A-Za-z0-9_-]{1,64}$`)

// accountFor is the account that a question about functions needs. Of AWS, only what the answer about one function
// depends on is read; everything, where that is asked for, where the function's path is not open, or where the question
// cannot be answered so.
func (p *program) accountFor(ctx context.Context, name string, question ask.Question, whole bool) (*account, error) {
	if !p.source().live || whole || p.flags.severalAccounts() || len(p.flags.regions) > 1 || p.flags.everyRegion() ||
		!plainFunction.MatchString(name) {
		return p.account(ctx)
	}
	line := p.newProgressLine()
	defer line.clear()
	reader, err := collect.Open(ctx, p.collectOptions(p.flags, p.logged(line.show), nil))
	if err != nil {
		return nil, err
	}
	found, err := reader.Function(ctx, name)
	if err != nil {
		return nil, err
	}
	if found {
		account, open, err := p.askWhatItNeeds(ctx, reader, name, question)
		if err != nil || open {
			return account, err
		}
	}
	if err := reader.ReadAll(ctx); err != nil {
		return nil, err
	}
	p.logGaps(reader.Snapshot())
	return newAccount(reader.Snapshot()), nil
}

// mostRounds is how often what is missing is read: each answer can show that something else is.
const mostRounds = 20

// askWhatItNeeds reads what the answer says that it lacks, until it lacks nothing that can be had. It reports whether
// the function's path is open: then there is nothing more to say.
func (p *program) askWhatItNeeds(ctx context.Context, reader *collect.Reader, name string,
	question ask.Question) (_ *account, open bool, err error) {
	for range mostRounds {
		account := newAccount(reader.Snapshot())
		account.whole = false
		functions, err := account.functions.Named(name)
		if err != nil || len(functions) != 1 {
			return nil, false, nil // the whole list will tell
		}
		query, err := question.Of(&functions[0])
		if err != nil {
			return nil, false, nil // nothing that was read so far has that name
		}
		t, err := functions[0].Engine.Trace(functions[0].Region, functions[0].Function, query)
		if err != nil {
			return nil, false, nil // a question that makes no sense is refused with the whole account before the eyes
		}
		// The interfaces decide little, but name the addresses that packets come from.
		more, err := reader.Read(ctx, append(missingIn(t), "describe-network-interfaces"))
		if err != nil {
			return nil, false, err
		}
		if !more {
			return account, t.Verdict == reach.Reachable, nil
		}
	}
	return nil, false, nil
}

// missingIn are the documents that hops of a trace lack, each once.
func missingIn(t *reach.Trace) []string {
	var out []string
	for i := range t.Subnets {
		for j := range t.Subnets[i].Hops {
			for _, document := range t.Subnets[i].Hops[j].Missing {
				if !slices.Contains(out, document) {
					out = append(out, document)
				}
			}
		}
	}
	return out
}

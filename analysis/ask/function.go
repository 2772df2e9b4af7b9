package ask

import (
	"cmp"
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Function is a function, and what answers about it: the region and the account it is in.
type Function struct {
	*awsdata.Function
	Region string
	Index  *awsdata.Index // of the account that it is in
	Engine *reach.Engine
}

// Functions finds functions by what people type. Names are looked up, so that tens of thousands of questions about
// named functions cost no walk over all of them.
type Functions struct {
	all      []Function
	byName   map[string][]Function // a name can exist in several regions and accounts
	byARN    map[string][]Function
	snapshot *awsdata.Snapshot // nil where the account is chosen already
}

// NewFunctions are the functions of all accounts of a snapshot; engine answers about the one that it asks about.
func NewFunctions(index *awsdata.Index, engine *reach.Engine) *Functions {
	f := &Functions{byName: make(map[string][]Function), byARN: make(map[string][]Function), snapshot: index.Snapshot}
	f.add(index, engine)
	for _, other := range index.Snapshot.Accounts[1:] {
		of := index.As(other.AccountID)
		f.add(of, reach.New(of))
	}
	return f
}

// FunctionsOf are the functions of all accounts of a result.
func FunctionsOf(result *analysis.Result) *Functions {
	f := &Functions{byName: make(map[string][]Function), byARN: make(map[string][]Function),
		snapshot: result.Snapshot}
	for _, of := range result.Accounts {
		f.add(of.Index, of.Engine)
	}
	return f
}

// add adds the functions of the account that an index asks about.
func (f *Functions) add(index *awsdata.Index, engine *reach.Engine) {
	for _, region := range index.Snapshot.RegionNames() {
		for _, fn := range index.Region(region).Functions() {
			one := Function{fn, region, index, engine}
			f.all = append(f.all, one)
			f.byName[fn.FunctionName] = append(f.byName[fn.FunctionName], one)
			f.byARN[fn.UnqualifiedArn()] = append(f.byARN[fn.UnqualifiedArn()], one)
		}
	}
}

// in are the functions of one account.
func (f *Functions) in(account string) *Functions {
	of := &Functions{byName: make(map[string][]Function), byARN: make(map[string][]Function)}
	for _, one := range f.all {
		if one.Index.Snapshot.AccountID == account {
			of.all = append(of.all, one)
			of.byName[one.FunctionName] = append(of.byName[one.FunctionName], one)
			of.byARN[one.UnqualifiedArn()] = append(of.byARN[one.UnqualifiedArn()], one)
		}
	}
	return of
}

// Account is the id of the function's account, "" where there is but one.
func (f *Function) Account() string {
	return f.Index.Snapshot.InAccount(f.Index.Snapshot.AccountID)
}

// Named returns the functions that FUNCTION names: by name, by ARN (with or without a version or alias), or by a glob
// over either. It never returns none without an error, and an exact name counts even if it holds a glob's characters.
// The id of an account before it and a slash limits it to that one.
func (f *Functions) Named(pattern string) ([]Function, error) {
	if account, rest, ok := strings.Cut(pattern, "/"); ok && awsdata.IsAccountID(account) && f.snapshot != nil {
		a := f.snapshot.AccountOf(account)
		if a == nil {
			return nil, fmt.Errorf("no function %q: account %s is not in the snapshot", pattern, account)
		}
		out, err := f.in(account).Named(rest)
		if g, gap := a.Gap("list-functions"); err != nil && gap && a.IsUnread() {
			return nil, fmt.Errorf("no function %q: account %s was not read: %s", pattern, account,
				cmp.Or(g.Message, g.Cause.Text()))
		}
		return out, err
	}
	if exact := f.byName[pattern]; exact != nil {
		return exact, nil
	}
	if strings.HasPrefix(pattern, "arn:") && !strings.ContainsAny(pattern, `*?[\`) {
		unqualified := (&awsdata.Function{FunctionArn: pattern}).UnqualifiedArn()
		if exact := f.byARN[unqualified]; exact != nil {
			return exact, nil
		}
		return nil, f.unknown(pattern)
	}
	if _, err := path.Match(pattern, ""); err != nil {
		return nil, fmt.Errorf("%q is not a glob: %w", pattern, err)
	}
	var out []Function
	for _, one := range f.all {
		byName, _ := path.Match(pattern, one.FunctionName) // the pattern was checked
		byARN, _ := path.Match(pattern, one.FunctionArn)
		if byName || byARN {
			out = append(out, one)
		}
	}
	if len(out) == 0 {
		return nil, f.unknown(pattern)
	}
	return out, nil
}

// All are the functions, account by account and region by region.
func (f *Functions) All() []Function { return f.all }

// NoFunctionError is a pattern that names no function.
type NoFunctionError struct {
	Pattern string
	Near    []string // the likeliest names
	None    bool     // there are no functions at all
}

func (e *NoFunctionError) Error() string {
	switch {
	case e.None:
		return fmt.Sprintf("no function %q: there are no functions at all", e.Pattern)
	case len(e.Near) > 0:
		return fmt.Sprintf("no function %q: did you mean %s?", e.Pattern, strings.Join(e.Near, ", "))
	}
	return fmt.Sprintf("no function %q: `vpclens scan` lists them", e.Pattern)
}

// unknown is the error for a pattern that names nothing, with the likeliest names.
func (f *Functions) unknown(pattern string) error {
	if len(f.all) == 0 {
		return &NoFunctionError{Pattern: pattern, None: true}
	}
	return &NoFunctionError{Pattern: pattern,
		Near: Nearest(maps.Keys(f.byName), pattern[strings.LastIndex(pattern, ":")+1:])}
}

// OneFunction is the function that a name or an ARN means.
func OneFunction(result *analysis.Result, name string) (*analysis.Function, error) {
	named, err := FunctionsOf(result).Named(name)
	if err != nil {
		return nil, err
	}
	if len(named) > 1 {
		return nil, usagef("%q means %s: name one, with its ARN, ACCOUNT/NAME or --region", name,
			english.Count(len(named), "function"))
	}
	for _, of := range result.Accounts {
		for _, f := range of.Functions {
			if f.Function == named[0].Function {
				return f, nil
			}
		}
	}
	return nil, fmt.Errorf("no function %q was analyzed", name)
}

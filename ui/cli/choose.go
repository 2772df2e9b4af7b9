package cli

import (
	"fmt"
	"maps"
	"path"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// function is a function and the region it is in.
type function struct {
	*awsdata.Function
	region string
}

// functions finds functions by what people type. Names are looked up, so that tens of thousands of questions about
// named functions cost no walk over all of them.
type functions struct {
	all    []function
	byName map[string][]function // a name can exist in several regions
	byARN  map[string][]function
}

func newFunctions(index *awsdata.Index) *functions {
	f := &functions{byName: make(map[string][]function), byARN: make(map[string][]function)}
	for _, region := range index.Snapshot.RegionNames() {
		for _, fn := range index.Region(region).Functions() {
			one := function{fn, region}
			f.all = append(f.all, one)
			f.byName[fn.FunctionName] = append(f.byName[fn.FunctionName], one)
			f.byARN[fn.UnqualifiedArn()] = append(f.byARN[fn.UnqualifiedArn()], one)
		}
	}
	return f
}

// named returns the functions that FUNCTION names: by name, by ARN (with or without a version or alias), or by a glob
// over either. It never returns none without an error, and an exact name counts even if it holds a glob's characters.
func (f *functions) named(pattern string) ([]function, error) {
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
	var out []function
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

// unknown is the error for a pattern that names nothing, with the likeliest names.
func (f *functions) unknown(pattern string) error {
	if len(f.all) == 0 {
		return fmt.Errorf("no function %q: there are no functions at all", pattern)
	}
	if near := nearest(maps.Keys(f.byName), pattern[strings.LastIndex(pattern, ":")+1:]); len(near) > 0 {
		return fmt.Errorf("no function %q: did you mean %s?", pattern, strings.Join(near, ", "))
	}
	return fmt.Errorf("no function %q: `vpclens scan` lists them", pattern)
}

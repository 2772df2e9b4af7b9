package screens

import (
	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// taggedOf are the tags of the functions that a finding touches; of a finding that touches none, those of what it is
// about.
func taggedOf(env *screen.Env, f *check.Finding) tagged {
	var out tagged
	for _, name := range f.Functions {
		one := tagged{unknown: true}
		if fn := say.FunctionOf(env.Result, f.Region, name); fn != nil {
			one = taggedBy(fn.Tags, fn.TagsKnown)
		}
		out.join(one)
	}
	if len(f.Functions) == 0 && f.Resource != "" {
		one := tagged{unknown: true}
		if r := say.Find(env.Result, f.Region, f.Resource); r != nil {
			one = taggedBy(awsdata.TagsIn(env.AccountID(), r))
		}
		out.join(one)
	}
	out.sort()
	return out
}

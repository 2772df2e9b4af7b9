package screens

import (
	"fmt"
	"strings"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/ui/say"
	"github.com/vpclens/vpclens/ui/screen"
)

// compareTo is the place where two functions stand side by side.
func compareTo(a, b *analysis.Function) screen.Place {
	to := b.Place.Region + "/" + b.FunctionName
	if b.Account != "" {
		to = b.Account + "/" + to
	}
	return screen.Place{Screen: "compare", Account: a.Account, Region: a.Place.Region, ID: a.FunctionName, To: to}
}

// askCompare asks which function to compare one with; likely, if there is one, is
// offered first.
func askCompare(env *screen.Env, with, likely *analysis.Function) screen.Intent {
	offer := func(f *analysis.Function) screen.Suggestion {
		what := "not in a VPC"
		if f.VPCID != "" {
			what = "in " + say.NameOf(env.In(f.Account).Result, f.Place.Region, f.VPCID)
		}
		what += ", " + f.Place.Region
		if f.Account != "" {
			what += " of " + say.AccountWords(env.Result, f.Account)
		}
		return screen.Suggestion{Word: f.FunctionName, What: what,
			To: screen.Push{To: compareTo(with, f)}}
	}
	return screen.Ask{
		Title: "compare " + with.FunctionName + " with which function?",
		Suggest: func(text string) []screen.Suggestion {
			text = strings.ToLower(strings.TrimSpace(text))
			var out []screen.Suggestion
			if likely != nil && likely != with && text == "" {
				out = append(out, offer(likely))
			}
			for _, res := range env.Result.Accounts {
				for _, f := range res.Functions {
					if f != with && (f != likely || text != "") &&
						strings.Contains(strings.ToLower(f.FunctionName), text) && len(out) < most {
						out = append(out, offer(f))
					}
				}
			}
			return out
		},
		Parse: func(text string) (screen.Intent, error) {
			return nil, fmt.Errorf("no other function has %q in its name", strings.TrimSpace(text))
		},
	}
}

// manyFunctions says whether there is a function to compare one with.
func manyFunctions(env *screen.Env) bool {
	n := 0
	for _, res := range env.Result.Accounts {
		n += len(res.Functions)
	}
	return n > 1
}

// compare compares the two marked functions, or asks for the other one.
func (s *Functions) compare(env *screen.Env) screen.Intent {
	marked := s.marked()
	here, _ := s.table.Selected()
	switch len(marked) {
	case 2:
		return screen.Push{To: compareTo(marked[0].Function, marked[1].Function)}
	case 1:
		var likely *analysis.Function
		if here != nil {
			likely = here.Function
		}
		return askCompare(env, marked[0].Function, likely)
	}
	return askCompare(env, here.Function, nil)
}

func (s *Functions) canCompare() (bool, string) {
	_, here := s.table.Selected()
	switch n := len(s.marks); {
	case n > 2:
		return false, fmt.Sprintf("%d functions are marked: two are compared; ^space takes the marks away", n)
	case n == 0 && !here:
		return false, "there is no function to compare"
	}
	return s.table.Total() > 1, "there is no other function to compare with"
}

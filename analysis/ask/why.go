package ask

import (
	"cmp"
	"context"
	"errors"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/why"
)

// Symptoms are those that a text tells of. That there is none is an error.
func Symptoms(text string) ([]symptom.Symptom, error) {
	read := symptom.Read(text)
	if len(read) == 0 {
		return nil, errors.New("nothing in the text is a symptom known here: " +
			"no timeout, refusal, DNS or TLS error, denial, state or deletion was found in it")
	}
	return read, nil
}

// SymptomPath is the question about a symptom's destination, or about the one that somebody says was called.
func SymptomPath(to string, s *symptom.Symptom) Question {
	return Question{To: cmp.Or(to, s.Destination), Protocol: why.Protocol(s), Port: s.Port}
}

// Why explains the symptom of the function that name means, or else the first one of those that were read of a text. to
// is what was called, where the text does not tell.
func Why(ctx context.Context, result *analysis.Result, name, text, to string, read []symptom.Symptom,
) (*report.Why, error) {
	s := why.Choose(read, name)
	asked := why.Asked{Result: result, Symptom: s, Destination: to, Fixes: true}
	if cmp.Or(name, s.Function) != "" || why.NeedsFunction(s.Kind) {
		var err error
		if asked.Function, err = functionOf(result, name, &s, text); err != nil {
			return nil, err
		}
		asked.Result = result.Of(asked.Function.Account)
	}
	if to != "" {
		var err error
		if q := SymptomPath(to, &s); asked.Function != nil {
			_, err = q.In(asked.Result.Index, asked.Function.Place.Region)
		} else {
			err = q.Nowhere(asked.Result.Index)
		}
		if err != nil {
			return nil, usagef("--to: %v", err)
		}
	}
	answer, err := why.Explain(ctx, asked)
	if err != nil {
		return nil, err
	}
	return &report.Why{Answer: answer, Others: othersThan(read, &answer.Symptom)}, nil
}

// functionOf is the one function that a symptom is about: that which is named, or else the one that the text names, or
// the only one there is.
func functionOf(result *analysis.Result, name string, s *symptom.Symptom, text string) (*analysis.Function, error) {
	if name != "" {
		return OneFunction(result, name)
	}
	all := result.Everywhere()
	switch named := why.FunctionsNamed(result, s, text); {
	case len(named) == 1:
		return OneFunction(result, named[0])
	case len(named) > 1:
		return nil, usagef("the text names several functions: %s: name one before it", english.FirstOf(named, 5))
	case s.Function != "": // which is not here
		return OneFunction(result, s.Function)
	case len(all) == 1:
		return all[0], nil
	}
	return nil, usagef("the text names no function of this account: name it before the text")
}

// othersThan are the symptoms besides the one that is explained.
func othersThan(read []symptom.Symptom, explained *symptom.Symptom) []symptom.Symptom {
	var out []symptom.Symptom
	for _, s := range read {
		if s != *explained {
			out = append(out, s)
		}
	}
	return out
}

package ask_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// account is the built-in account, computed once for all tests.
var account = sync.OnceValues(func() (*analysis.Result, error) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), snapshot, analysis.Options{})
})

func theAccount(t *testing.T) *analysis.Result {
	t.Helper()
	result, err := account()
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestNamed(t *testing.T) {
	functions := ask.FunctionsOf(theAccount(t))
	const arn = "arn:aws:lambda:us-east-1:123456789012:function:checkout-api"
	for _, test := range []struct {
		pattern string
		want    string // the names, or what the error says
	}{
		{"checkout-api", "checkout-api"},
		{arn, "checkout-api"},
		{arn + ":41", "checkout-api"},
		{"123456789012/checkout-api", "checkout-api"},
		{"checkout-[a]pi", "checkout-api"},
		{"210987654321/checkout-api", "account 210987654321 is not in the snapshot"},
		{"checkout-apy", "did you mean checkout-api"},
		{arn + "s", "did you mean checkout-api"},
		{"zzz*", "`vpclens scan` lists them"},
		{"[", "is not a glob"},
	} {
		found, err := functions.Named(test.pattern)
		var names []string
		for _, f := range found {
			names = append(names, f.FunctionName)
		}
		got := strings.Join(names, " ")
		if err != nil {
			got = err.Error()
		}
		if err == nil && got != test.want || err != nil && !strings.Contains(got, test.want) {
			t.Errorf("%q means %s, want %s", test.pattern, got, test.want)
		}
	}
	if all, err := functions.Named("*"); err != nil || len(all) != len(functions.All()) {
		t.Errorf("* means %d of %d functions: %v", len(all), len(functions.All()), err)
	}
	_, err := functions.Named("zzz")
	if no := (*ask.NoFunctionError)(nil); !errors.As(err, &no) || no.Pattern != "zzz" || no.None || len(no.Near) > 0 {
		t.Errorf("no function: %#v", err)
	}
}

func TestQuestion(t *testing.T) {
	result := theAccount(t)
	for to, want := range map[string]string{"s3": "", "internet": "", "10.0.3.4:5432": "", "s4": "did you mean s3"} {
		err := ask.Question{To: to, Protocol: netset.TCP}.Nowhere(result.Index)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", to, err, want)
		}
	}
	q, err := ask.Question{To: "10.0.3.4:5432", Protocol: netset.TCP}.In(result.Index, "us-east-1")
	if err != nil || q.Port != 5432 {
		t.Errorf("the port of the destination is %d: %v", q.Port, err)
	}
	q, err = ask.Question{To: "10.0.3.4:5432", Protocol: netset.TCP, Port: 22}.In(result.Index, "us-east-1")
	if err != nil || q.Port != 22 {
		t.Errorf("the port that was named is %d: %v", q.Port, err)
	}
}

func TestResource(t *testing.T) {
	index := theAccount(t).Index
	for text, want := range map[string]string{
		"nat-03e4bad65d0d910ab": "nat-03e4bad65d0d910ab", "nat-a": "nat-03e4bad65d0d910ab",
		"us-east-1/nat-03e4bad65d0d910ab": "nat-03e4bad65d0d910ab",
	} {
		found, err := ask.Resource(index, text)
		if err != nil || found.ID != want {
			t.Errorf("%s is %s: %v", text, found.ID, err)
		}
	}
	_, err := ask.Resource(index, "zzzzz")
	if no := (*ask.NoResourceError)(nil); !errors.As(err, &no) || no.Text != "zzzzz" {
		t.Errorf("no resource: %#v", err)
	}
}

// What cannot be deleted is about no function, and a destination beside it is read all the same.
func TestWhyOfNoFunction(t *testing.T) {
	const text = "resource sg-0ee6e4a4b8ca8bca3 has a dependent object"
	read, err := ask.Symptoms(text)
	if err != nil {
		t.Fatal(err)
	}
	if y, err := ask.Why(t.Context(), theAccount(t), "", text, "s3", read); err != nil || y.Answer.First() == nil {
		t.Errorf("with a destination: %v", err)
	}
	_, err = ask.Why(t.Context(), theAccount(t), "", text, "s4", read)
	if usage := (*ask.UsageError)(nil); !errors.As(err, &usage) || !strings.Contains(usage.Text, "did you mean s3") {
		t.Errorf("with a destination that is none: %v", err)
	}
	if _, err := ask.Symptoms("all is well"); err == nil {
		t.Error("a text in which all is well has a symptom")
	}
}

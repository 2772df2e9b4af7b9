// Package waiver reads a team's decisions about findings: which are accepted, by whom, why and until when, and which
// checks weigh more or less for them. A waived finding stays visible as waived, and a waiver that has expired speaks
// up.
package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/awsdata"
)

// FileName is the file that is read where nobody names another.
const FileName = ".vpclens.yaml"

// Config is what the file says.
type Config struct {
	Waivers  []Waiver
	Severity map[string]check.Severity // by check id
}

// Waiver accepts the findings of a check: those about the resources that a glob matches, for the functions that another
// one does.
type Waiver struct {
	Check string
	// a glob over the id and the name of the finding's resource, or over the names of functions; "" for any
	Resource string
	Function string // a glob over the names of the functions it is accepted for, "" for all of them
	Account  string // the id of the account it is accepted in, "" for all of them
	Reason   string
	Owner    string
	Expires  time.Time // the last day it holds; zero for never
	Line     int       // of the file
}

type file struct {
	Waivers  []yaml.Node       `yaml:"waivers"`
	Severity map[string]string `yaml:"severity"`
}

type entry struct {
	Check    string `yaml:"check"`
	Resource string `yaml:"resource"`
	Function string `yaml:"function"`
	Account  string `yaml:"account"`
	Reason   string `yaml:"reason"`
	Owner    string `yaml:"owner"`
	Expires  string `yaml:"expires"`
}

// Parse reads the file's content. Every error names the file and the line and says what is wrong there: a waiver that
// does not do what its author meant is worse than none.
func Parse(data []byte, name string) (*Config, error) {
	var f file
	if err := decode(data, &f); err != nil {
		return nil, fmt.Errorf("%s: %s", name, awsdata.Clean(err.Error()))
	}
	c := &Config{Severity: make(map[string]check.Severity)}
	for id, text := range f.Severity {
		if check.Find(id) == nil {
			return nil, fmt.Errorf("%s: severity: there is no check %q", name, awsdata.Clean(id))
		}
		severity, err := check.ParseSeverity(text)
		if err != nil {
			return nil, fmt.Errorf("%s: severity of %s: %s", name, id, awsdata.Clean(err.Error()))
		}
		c.Severity[id] = severity
	}
	for i := range f.Waivers {
		w, err := parseWaiver(&f.Waivers[i])
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %s", name, f.Waivers[i].Line, awsdata.Clean(err.Error()))
		}
		c.Waivers = append(c.Waivers, w)
	}
	return c, nil
}

// decode reads YAML and refuses members it does not know: a misspelt "expire" must not become "never".
func decode(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		var wrong *yaml.TypeError
		if errors.As(err, &wrong) {
			return errors.New(strings.Join(wrong.Errors, "; "))
		}
		return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
	}
	return nil
}

func parseWaiver(node *yaml.Node) (Waiver, error) {
	var e entry
	text, err := yaml.Marshal(node)
	if err != nil {
		return Waiver{}, err
	}
	if err := decode(text, &e); err != nil {
		// The line inside the copy says nothing; the caller adds the line of the entry.
		_, reason, _ := strings.Cut(err.Error(), ": ")
		return Waiver{}, errors.New(strings.Replace(reason, " in type waiver.entry",
			": a waiver has check, resource, function, account, reason, owner, expires", 1))
	}
	w := Waiver{Check: e.Check, Resource: e.Resource, Function: e.Function, Account: e.Account,
		Reason: awsdata.Clean(e.Reason),
		Owner:  awsdata.Clean(e.Owner), Line: node.Line}
	if err := w.Validate(); err != nil {
		return w, err
	}
	if e.Expires != "" {
		if w.Expires, err = time.Parse(time.DateOnly, e.Expires); err != nil {
			return w, fmt.Errorf("expires %q is no date: want 2027-01-31", e.Expires)
		}
	}
	return w, nil
}

// Validate says what keeps the waiver from meaning anything.
func (w *Waiver) Validate() error {
	switch {
	case w.Check == "":
		return errors.New("a waiver needs a check")
	case w.Check != "*" && check.Find(w.Check) == nil:
		return fmt.Errorf("there is no check %q", w.Check)
	case strings.TrimSpace(w.Reason) == "":
		return fmt.Errorf("the waiver of %s needs a reason", w.Check)
	case w.Resource == "" && w.Function == "":
		return fmt.Errorf(
			"the waiver of %s needs a resource, by id or name, or a function: globs such as nat-0a1* are taken",
			w.Check)
	}
	if w.Account != "" && !awsdata.IsAccountID(w.Account) {
		return fmt.Errorf("the account %q is no account id: want twelve digits", w.Account)
	}
	for _, glob := range [][2]string{{"resource", w.Resource}, {"function", w.Function}} {
		if _, err := path.Match(glob[1], ""); err != nil {
			return fmt.Errorf("the %s %q is no glob", glob[0], glob[1])
		}
	}
	return nil
}

// Expired reports whether the waiver holds no more on the day.
func (w *Waiver) Expired(today time.Time) bool {
	return !w.Expires.IsZero() && today.After(w.Expires.AddDate(0, 0, 1).Add(-time.Nanosecond))
}

// covers are the functions of a finding that the waiver accepts it for, and whether that is the whole finding. name is
// what people call the finding's resource.
func (w *Waiver) covers(f *check.Finding, name string) (functions []string, whole bool) {
	if w.Check != "*" && w.Check != f.Check {
		return nil, false
	}
	matches := func(glob, text string) bool {
		ok, _ := path.Match(glob, text)
		return ok && text != ""
	}
	about := w.Resource == "" || matches(w.Resource, f.Resource) || matches(w.Resource, name)
	for _, function := range f.Functions {
		if (about || matches(w.Resource, function)) && (w.Function == "" || matches(w.Function, function)) {
			functions = append(functions, function)
		}
	}
	return functions, len(functions) == len(f.Functions) && (len(functions) > 0 || about && w.Function == "")
}

// Names tells what people call a resource of a region: the name on the screens, "" if it has none.
type Names func(region, id string) string

// Findings are those of one account.
type Findings struct {
	AccountID string
	List      []check.Finding
	Names     Names
}

// Apply marks the findings that waivers cover and weighs checks as the file says. A finding that is accepted for some
// of its functions only is told twice: as waived for those, and as it is for the others. Apply changes the lists and
// returns what a person must be told: waivers that have expired, and waivers that match nothing in any account. today
// comes from the caller: analysis has no clock.
func (c *Config) Apply(accounts []*Findings, today time.Time) (notices []string) {
	for _, account := range accounts {
		for i := range account.List {
			if s, ok := c.Severity[account.List[i].Check]; ok {
				account.List[i].Severity = s
			}
		}
	}
	by := make(map[*check.Waived]*Waiver)
	for _, w := range c.inForceFirst(today) {
		a := applied{waiver: w, expired: w.Expired(today), by: by}
		for _, account := range accounts {
			if w.Account == "" || w.Account == account.AccountID {
				a.to(account)
			}
		}
		used, others := a.used, a.others
		switch what := fmt.Sprintf("the waiver of %s on %s (line %d)", w.Check, w.on(), w.Line); {
		case used > 0 && w.Expired(today):
			owner := ""
			if w.Owner != "" {
				owner = ", owner " + w.Owner
			}
			notices = append(notices,
				fmt.Sprintf("%s expired on %s: %s again%s", what, w.Expires.Format(time.DateOnly), counts(used), owner))
		case used == 0 && len(others) > 0:
			notices = append(notices, fmt.Sprintf("%s adds nothing: the waiver of line %s accepts the same already",
				what, strings.Join(others, " and of line ")))
		case used == 0:
			notices = append(notices, what+" matches nothing: no finding of "+w.checks()+" is about it")
		}
	}
	return notices
}

// applied is a waiver while it is held against the findings of all accounts.
type applied struct {
	waiver  *Waiver
	expired bool
	by      map[*check.Waived]*Waiver // whose decision a finding is waived by
	used    int
	others  []string // the lines of the waivers that accept already what this one is about
}

// to holds the waiver against the findings of an account.
func (a *applied) to(account *Findings) {
	w := a.waiver
	for j := range len(account.List) { // not those that are added on the way: they are waived
		f := &account.List[j]
		if f.Status != check.Fail {
			continue
		}
		functions, whole := w.covers(f, account.Names(f.Region, f.Resource))
		if len(functions) == 0 && !whole {
			continue
		}
		if f.Waived != nil {
			if line := fmt.Sprint(a.by[f.Waived].Line); !slices.Contains(a.others, line) {
				a.others = append(a.others, line)
			}
			continue
		}
		a.used++
		switch {
		case a.expired:
		case whole:
			f.Waived = a.decided()
		default:
			part := *f
			part.ID, part.Functions, part.Waived = f.ID+"-waived", functions, a.decided()
			n := slices.IndexFunc(account.List, func(o check.Finding) bool {
				return o.ID == part.ID && o.Region == part.Region
			})
			if n >= 0 {
				part.ID += fmt.Sprint("-", w.Line) // accepted by several decisions, each for some functions
			}
			f.Functions = slices.DeleteFunc(slices.Clone(f.Functions), func(name string) bool {
				return slices.Contains(functions, name)
			})
			account.List = append(account.List, part)
		}
	}
}

func (a *applied) decided() *check.Waived {
	d := a.waiver.decision()
	a.by[d] = a.waiver
	return d
}

// inForceFirst are the waivers in the order in which they are applied: what one that has expired was about may be
// accepted by another.
func (c *Config) inForceFirst(today time.Time) []*Waiver {
	var holds, over []*Waiver
	for i := range c.Waivers {
		if w := &c.Waivers[i]; w.Expired(today) {
			over = append(over, w)
		} else {
			holds = append(holds, w)
		}
	}
	return append(holds, over...)
}

// on is what the waiver is about, in words.
func (w *Waiver) on() string {
	switch {
	case w.Function == "":
		return w.Resource
	case w.Resource == "":
		return "function " + w.Function
	}
	return w.Resource + " for " + w.Function
}

func (w *Waiver) checks() string {
	if w.Check == "*" {
		return "any check"
	}
	return w.Check
}

// decision is the waiver as its findings show it.
func (w *Waiver) decision() *check.Waived {
	out := &check.Waived{Reason: w.Reason, Owner: w.Owner}
	if !w.Expires.IsZero() {
		out.Expires = w.Expires.Format(time.DateOnly)
	}
	return out
}

// counts says that findings count: "its 2 findings count".
func counts(n int) string {
	if n == 1 {
		return "its 1 finding counts"
	}
	return fmt.Sprintf("its %d findings count", n)
}

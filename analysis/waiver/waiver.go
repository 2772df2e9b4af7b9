// Package waiver reads a team's decisions about findings: which are accepted, by whom, why and until when, and which
// checks weigh more or less for them. A waived finding stays visible as waived, and a waiver that has expired speaks up.
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
	Check    string
	Resource string // a glob over the id and the name of the finding's resource, or over the names of functions; "" for any
	Function string // a glob over the names of the functions it is accepted for, "" for all of them
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
		return Waiver{}, errors.New(strings.Replace(reason, " in type waiver.entry", ": a waiver has check, resource, function, reason, owner, expires", 1))
	}
	w := Waiver{Check: e.Check, Resource: e.Resource, Function: e.Function, Reason: awsdata.Clean(e.Reason), Owner: awsdata.Clean(e.Owner), Line: node.Line}
	switch {
	case e.Check == "":
		return w, errors.New("a waiver needs a check")
	case e.Check != "*" && check.Find(e.Check) == nil:
		return w, fmt.Errorf("there is no check %q", e.Check)
	case strings.TrimSpace(e.Reason) == "":
		return w, fmt.Errorf("the waiver of %s needs a reason", e.Check)
	case e.Resource == "" && e.Function == "":
		return w, fmt.Errorf("the waiver of %s needs a resource, by id or name, or a function: globs such as nat-0a1* are taken", e.Check)
	}
	for what, glob := range map[string]string{"resource": e.Resource, "function": e.Function} {
		if _, err := path.Match(glob, ""); err != nil {
			return w, fmt.Errorf("the %s %q is no glob", what, glob)
		}
	}
	if e.Expires != "" {
		if w.Expires, err = time.Parse(time.DateOnly, e.Expires); err != nil {
			return w, fmt.Errorf("expires %q is no date: want 2027-01-31", e.Expires)
		}
	}
	return w, nil
}

// Expired reports whether the waiver holds no more on the day.
func (w *Waiver) Expired(today time.Time) bool {
	return !w.Expires.IsZero() && today.After(w.Expires.AddDate(0, 0, 1).Add(-time.Nanosecond))
}

// covers are the functions of a finding that the waiver accepts it for, and whether that is the whole finding. name is what
// people call the finding's resource.
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

// Apply marks the findings that waivers cover and weighs checks as the file says. A finding that is accepted for some of its
// functions only is told twice: as waived for those, and as it is for the others. Apply returns the findings and what a
// person must be told: waivers that have expired, and waivers that match nothing. today comes from the caller: analysis has
// no clock.
func (c *Config) Apply(findings []check.Finding, names Names, today time.Time) (all []check.Finding, notices []string) {
	all = findings
	for i := range all {
		if s, ok := c.Severity[all[i].Check]; ok {
			all[i].Severity = s
		}
	}
	for i := range c.Waivers {
		w := &c.Waivers[i]
		used := 0
		for j := range len(all) { // not those that are added on the way: they are waived
			f := &all[j]
			if f.Status != check.Fail || f.Waived != nil {
				continue
			}
			functions, whole := w.covers(f, names(f.Region, f.Resource))
			if len(functions) == 0 && !whole {
				continue
			}
			used++
			switch {
			case w.Expired(today):
			case whole:
				f.Waived = w.decision()
			default:
				part := *f
				part.ID, part.Functions, part.Waived = f.ID+"-waived", functions, w.decision()
				if n := slices.IndexFunc(all, func(o check.Finding) bool { return o.ID == part.ID && o.Region == part.Region }); n >= 0 {
					part.ID += fmt.Sprint("-", w.Line) // accepted by several decisions, each for some functions
				}
				f.Functions = slices.DeleteFunc(slices.Clone(f.Functions), func(name string) bool { return slices.Contains(functions, name) })
				all = append(all, part)
			}
		}
		switch what := fmt.Sprintf("the waiver of %s on %s (line %d)", w.Check, w.on(), w.Line); {
		case used > 0 && w.Expired(today):
			owner := ""
			if w.Owner != "" {
				owner = ", owner " + w.Owner
			}
			notices = append(notices, fmt.Sprintf("%s expired on %s: its %d finding%s count again%s", what, w.Expires.Format(time.DateOnly), used, plural(used), owner))
		case used == 0:
			notices = append(notices, what+" matches nothing: no finding of "+w.checks()+" is about it")
		}
	}
	return all, notices
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

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

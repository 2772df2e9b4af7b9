// Package waiver reads a team's decisions about findings: which are accepted, by whom, why and until when, and which
// checks weigh more or less for them. A waived finding stays visible as waived, and a waiver that has expired speaks up.
package waiver

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
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

// Waiver accepts the findings of a check on the resources that a glob matches.
type Waiver struct {
	Check    string
	Resource string // a glob over the finding's resource, or over the names of all functions it touches
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
		return Waiver{}, errors.New(strings.Replace(reason, " in type waiver.entry", ": a waiver has check, resource, reason, owner, expires", 1))
	}
	w := Waiver{Check: e.Check, Resource: e.Resource, Reason: awsdata.Clean(e.Reason), Owner: awsdata.Clean(e.Owner), Line: node.Line}
	switch {
	case e.Check == "":
		return w, errors.New("a waiver needs a check")
	case e.Check != "*" && check.Find(e.Check) == nil:
		return w, fmt.Errorf("there is no check %q", e.Check)
	case strings.TrimSpace(e.Reason) == "":
		return w, fmt.Errorf("the waiver of %s needs a reason", e.Check)
	case e.Resource == "":
		return w, fmt.Errorf("the waiver of %s needs a resource: a glob such as nat-0a1* or a function's name", e.Check)
	}
	if _, err := path.Match(e.Resource, ""); err != nil {
		return w, fmt.Errorf("the resource %q is no glob", e.Resource)
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

// covers reports whether the waiver means the finding.
func (w *Waiver) covers(f *check.Finding) bool {
	if w.Check != "*" && w.Check != f.Check {
		return false
	}
	if ok, _ := path.Match(w.Resource, f.Resource); ok {
		return true
	}
	for _, name := range f.Functions {
		if ok, _ := path.Match(w.Resource, name); !ok {
			return false
		}
	}
	return len(f.Functions) > 0
}

// Apply marks the findings that waivers cover and weighs checks as the file says. It returns what a person must be told:
// waivers that have expired, and waivers that cover nothing any more. today comes from the caller: analysis has no clock.
func (c *Config) Apply(findings []check.Finding, today time.Time) (notices []string) {
	for i := range findings {
		if s, ok := c.Severity[findings[i].Check]; ok {
			findings[i].Severity = s
		}
	}
	for i := range c.Waivers {
		w := &c.Waivers[i]
		used := 0
		for j := range findings {
			f := &findings[j]
			if f.Status != check.Fail || !w.covers(f) {
				continue
			}
			used++
			if w.Expired(today) {
				continue
			}
			f.Waived = &check.Waived{Reason: w.Reason, Owner: w.Owner}
			if !w.Expires.IsZero() {
				f.Waived.Expires = w.Expires.Format(time.DateOnly)
			}
		}
		switch what := fmt.Sprintf("the waiver of %s on %s (line %d)", w.Check, w.Resource, w.Line); {
		case used > 0 && w.Expired(today):
			owner := ""
			if w.Owner != "" {
				owner = ", owner " + w.Owner
			}
			notices = append(notices, fmt.Sprintf("%s expired on %s: its %d finding%s count again%s", what, w.Expires.Format(time.DateOnly), used, plural(used), owner))
		case used == 0:
			notices = append(notices, what+" covers no finding any more: it can be removed")
		}
	}
	return notices
}

func plural(n int) string {
	if n == 1 {
		return ""
	}
	return "s"
}

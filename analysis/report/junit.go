package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
)

// junitSuites is a document as CI systems read it. There is no standard of it; this is what Jenkins' schema and the
// Python package junitparser agree on.
type junitSuites struct {
	XMLName  xml.Name      `xml:"testsuites"`
	Name     string        `xml:"name,attr"`
	Tests    int           `xml:"tests,attr"`
	Failures int           `xml:"failures,attr"`
	Errors   int           `xml:"errors,attr"`
	Suites   []*junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name      string      `xml:"name,attr"`
	Tests     int         `xml:"tests,attr"`
	Failures  int         `xml:"failures,attr"`
	Errors    int         `xml:"errors,attr"`
	Skipped   int         `xml:"skipped,attr"`
	Time      string      `xml:"time,attr"`
	Timestamp string      `xml:"timestamp,attr,omitempty"`
	Cases     []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name    string       `xml:"name,attr"`
	Class   string       `xml:"classname,attr"`
	Time    string       `xml:"time,attr"`
	File    string       `xml:"file,attr,omitempty"`
	Line    int          `xml:"line,attr,omitempty"`
	Skipped *junitResult `xml:"skipped"`
	Error   *junitResult `xml:"error"`
	Failure *junitResult `xml:"failure"`
}

type junitResult struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes issues as JUnit's XML, a suite for each region of an account: what failed is a failure, what could
// not be judged and every call without an answer is an error, what was accepted is skipped.
func WriteJUnit(w io.Writer, s *Issues) error {
	out := junitSuites{Name: "vpclens " + s.Asked}
	suite := func(account, region string) *junitSuite {
		if account == "" && len(s.Accounts) == 1 {
			account = s.Accounts[0]
		}
		name := inAccount(account, region)
		if name == "" {
			name = s.Asked
		}
		i := slices.IndexFunc(out.Suites, func(of *junitSuite) bool { return of.Name == name })
		if i < 0 {
			i = len(out.Suites)
			one := &junitSuite{Name: name, Time: "0"}
			if !s.At.IsZero() {
				one.Timestamp = s.At.UTC().Format("2006-01-02T15:04:05")
			}
			out.Suites = append(out.Suites, one)
		}
		return out.Suites[i]
	}
	for i := range s.List {
		issue := &s.List[i]
		suite(issue.Account, issue.Region).add(junitCaseOf(issue))
	}
	for _, g := range s.Gaps {
		suite(g.Account, g.Region).add(junitCase{Name: g.Call, Class: ruleNotRead,
			Error: &junitResult{Message: gapText(g), Type: ruleNotRead}})
	}
	for _, one := range out.Suites {
		out.Tests, out.Failures, out.Errors = out.Tests+one.Tests, out.Failures+one.Failures, out.Errors+one.Errors
	}
	text, err := xml.MarshalIndent(out, "", "  ")
	if err != nil {
		return fmt.Errorf("write XML: %w", err)
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, text)
	return err
}

func (s *junitSuite) add(c junitCase) {
	c.Time = "0"
	s.Tests++
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
	s.Cases = append(s.Cases, c)
}

func junitCaseOf(i *Issue) junitCase {
	out := junitCase{Name: i.Title, Class: i.Rule, File: i.File, Line: i.Line}
	if about := i.about(); about != "" {
		out.Name += " (" + about + ")"
	}
	text := strings.Join(i.lines(), "\n")
	switch i.Status {
	case IssueFailed:
		out.Failure = &junitResult{Message: i.Title, Type: i.Severity.String(), Text: text}
	case IssueUnknown:
		message := i.Title
		if len(i.Missing) > 0 {
			message += ": not known without " + strings.Join(i.Missing, ", ")
		}
		out.Error = &junitResult{Message: message, Type: string(IssueUnknown), Text: text}
	case IssueWaived:
		message := "waived"
		if i.Waived != nil {
			message += waivedText(i.Waived)
		}
		out.Skipped = &junitResult{Message: message, Text: text}
	}
	return out
}

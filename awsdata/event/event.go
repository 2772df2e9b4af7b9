// Package event holds what CloudTrail tells of changes, as values: when, what, who, from where, and of the request only
// what it takes to say how things were before it. A request can carry anything, the variables of an environment for
// one: nothing of it is kept but what [Request] has room for, and that only where it looks as it has to.
package event

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Event is one call that somebody made.
type Event struct {
	ID        string
	Time      time.Time
	Name      string // of the call, without the version that Lambda's events carry: "CreateRoute"
	Source    string // the service: "ec2"
	Region    string
	Account   string // that the call was made in
	Who       Who
	From      string   // the address that it came from, or the service that made it
	Agent     string   // the program, shortened: "Terraform/1.9.5"
	Error     string   // why it changed nothing: "Client.UnauthorizedOperation"; "" where it was done
	Resources []string // what it is about, ids, names and ARNs, each once
	Request   Request
}

// Who made a call. Keys and ids of keys are no part of it.
type Who struct {
	Type      string // "AssumedRole", "IAMUser", "Root", "AWSService", ...
	Name      string // of the session, the user or the service
	Issuer    string // ARN of the role that a session is of
	ARN       string
	InvokedBy string // the service that made the call for somebody: "cloudformation.amazonaws.com"
}

// Words are who it was for people: "jo.fischer (role platform-admin)".
func (w *Who) Words() string {
	name := w.Name
	switch w.Type {
	case "Root":
		name = "the root user"
	case "IAMUser":
		name = "user " + cmp.Or(name, "unknown")
	case "AssumedRole":
		name = cmp.Or(name, "somebody")
		if role := w.Issuer[strings.LastIndexByte(w.Issuer, '/')+1:]; permissionSet.MatchString(role) {
			name += " (permission set " + permissionSet.FindStringSubmatch(role)[1] + ")"
		} else if role != "" {
			name += " (role " + role + ")"
		}
	}
	name = cmp.Or(name, w.ARN, w.InvokedBy, "somebody whom the event does not name")
	if w.InvokedBy != "" && w.InvokedBy != name {
		name += " by way of " + w.InvokedBy
	}
	return name
}

// permissionSet is how IAM Identity Center names the role of a permission set.
var permissionSet = regexp.MustCompile(`^AWSReservedSSO_(.+)_[0-9a-f]{16}$`)

// Answer is what CloudTrail answered.
type Answer struct {
	Events []Event // changes, newest first, each once
	Odd    int     // events that could not be read
	More   bool    // it has more than it told
}

// Limits on what is read: a text of an event is at most 256 KB long, and AWS keeps events for 90 days.
// Source: CloudTrail user guide, "CloudTrail record contents".
const (
	mostDetail = 1 << 20
	mostEvents = 50_000
	mostText   = 256 // of one text of an event, in bytes
)

// errNoAnswer is that a document is none of CloudTrail's.
var errNoAnswer = errors.New("it is no answer of `aws cloudtrail lookup-events`")

// Decode reads answers of `aws cloudtrail lookup-events`, one or several behind each other.
func Decode(data []byte) (*Answer, error) {
	out := &Answer{}
	d := json.NewDecoder(bytes.NewReader(data))
	for pages := 0; ; pages++ {
		var page struct {
			Events []struct {
				CloudTrailEvent string
				Resources       []struct{ ResourceName string }
			}
			NextToken string
		}
		switch err := d.Decode(&page); {
		case errors.Is(err, io.EOF) && pages > 0:
			out.tidy()
			return out, nil
		case err != nil || page.Events == nil:
			return nil, errNoAnswer
		}
		for i := range page.Events {
			var names []string
			for _, r := range page.Events[i].Resources {
				names = append(names, r.ResourceName)
			}
			out.Add(page.Events[i].CloudTrailEvent, names)
		}
		out.More = page.NextToken != ""
		if len(out.Events) > mostEvents {
			return nil, fmt.Errorf("it has more than %d changes: save fewer days", mostEvents)
		}
	}
}

// Add enters an event as CloudTrail writes it. What only reads is passed over, and what cannot be read is counted.
func (a *Answer) Add(detail string, resources []string) {
	e, reads, err := read(detail, resources)
	switch {
	case err != nil:
		a.Odd++
	case !reads:
		a.Events = append(a.Events, *e)
	}
}

// Join adds what another answer has.
func (a *Answer) Join(b *Answer) {
	a.Events, a.Odd, a.More = append(a.Events, b.Events...), a.Odd+b.Odd, a.More || b.More
	a.tidy()
}

// tidy has each event once, newest first.
func (a *Answer) tidy() {
	slices.SortStableFunc(a.Events, func(x, y Event) int {
		return cmp.Or(y.Time.Compare(x.Time), cmp.Compare(x.ID, y.ID))
	})
	a.Events = slices.CompactFunc(a.Events, func(x, y Event) bool { return x.ID != "" && x.ID == y.ID })
}

// record is an event as CloudTrail writes it, as far as anything of it is kept.
// Source: CloudTrail user guide, "CloudTrail record contents" and "CloudTrail userIdentity element".
type record struct {
	EventID            string
	EventTime          time.Time
	EventName          string
	EventSource        string
	AWSRegion          string
	RecipientAccountID string
	SourceIPAddress    string
	UserAgent          string
	ErrorCode          string
	ReadOnly           bool
	UserIdentity       struct {
		Type, ARN, UserName, InvokedBy string
		SessionContext                 struct{ SessionIssuer struct{ ARN string } }
	}
	Resources         []struct{ ARN string }
	RequestParameters json.RawMessage
	ResponseElements  json.RawMessage
}

// version is what Lambda's calls carry behind their names: "UpdateFunctionCode20150331v2".
var version = regexp.MustCompile(`20\d{6}(v\d+)?$`)

func read(detail string, resources []string) (_ *Event, reads bool, err error) {
	var r record
	if len(detail) > mostDetail {
		return nil, false, errors.New("it is too long")
	}
	if err := json.Unmarshal([]byte(detail), &r); err != nil {
		return nil, false, err
	}
	if r.EventTime.IsZero() || r.EventName == "" {
		return nil, false, errors.New("it does not say what happened when")
	}
	e := &Event{
		ID: text(r.EventID), Time: r.EventTime.UTC(), Name: text(version.ReplaceAllString(r.EventName, "")),
		Source: text(strings.TrimSuffix(r.EventSource, ".amazonaws.com")), Region: text(r.AWSRegion),
		Account: text(r.RecipientAccountID), From: text(r.SourceIPAddress), Agent: agent(r.UserAgent),
		Error: text(r.ErrorCode),
		Who: Who{Type: text(r.UserIdentity.Type), ARN: text(r.UserIdentity.ARN),
			Issuer:    text(r.UserIdentity.SessionContext.SessionIssuer.ARN),
			InvokedBy: text(r.UserIdentity.InvokedBy), Name: text(r.UserIdentity.UserName)},
	}
	if e.Who.Name == "" {
		_, e.Who.Name, _ = cutLast(e.Who.ARN, "/")
	}
	e.Request = requestOf(e.Name, r.RequestParameters, r.ResponseElements)
	for _, of := range r.Resources {
		resources = append(resources, of.ARN)
	}
	for _, name := range append(resources, e.Request.ids()...) {
		if name = text(name); name != "" && !slices.Contains(e.Resources, name) {
			e.Resources = append(e.Resources, name)
		}
	}
	return e, r.ReadOnly, nil
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// text is a text of an event, made harmless, and no longer than a line.
func text(s string) string {
	s = awsdata.Clean(s)
	if len(s) > mostText {
		s = strings.ToValidUTF8(s[:mostText], "") + "…"
	}
	return s
}

// tools are programs that say their names in the middle of a user agent.
var tools = regexp.MustCompile(
	`(?i)\b(Terraform|OpenTofu|Pulumi|Ansible|Serverless|aws-sam-cli|aws-cdk|eksctl)/[\w.+-]+`)

// agent is the program of a user agent: the tool where it names one, else the first word.
func agent(s string) string {
	s = strings.Trim(s, "[] ")
	if tool := tools.FindString(s); tool != "" {
		return text(tool)
	}
	if strings.HasPrefix(s, "Mozilla/") {
		return "a browser"
	}
	if strings.Contains(s, ".amazonaws.com") || s == "AWS Internal" {
		return text(s)
	}
	word, _, _ := strings.Cut(s, " ")
	return text(word)
}

package check

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/reach"
)

var eniState = &Check{
	ID:       "eni-state",
	Title:    "functions are not ready, or their last update failed",
	Severity: High,
	Impact:   Broken,
	Family:   Interface,
	Why: "Calls of a function that is Failed, Inactive or Pending fail. After a failed update the function goes on with its former " +
		"configuration and interfaces, so that what people see configured is not what runs.",
	When: "State of a function in a VPC is Failed, Inactive or Pending, or LastUpdateStatus is Failed. The reason code is explained with " +
		"what this account shows of its cause.",
	Fix: "Fix the cause, then update the function or call it again: Lambda tries anew.",
	References: []string{
		"https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html",
		"https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-networking.html",
	},
	Needs: []string{"list-functions"},
	Run: func(p *Pass) {
		byCause := make(map[string]*Finding)
		var order []*Finding
		var unread, strange []string
		for _, place := range p.Places {
			if len(place.Subnets) == 0 && !place.Managed() {
				continue
			}
			if place.State == "" {
				unread = append(unread, place.FunctionName)
				continue
			}
			if !knownState(place) {
				strange = append(strange, place.FunctionName)
			}
			for _, t := range troublesOf(place) {
				c := p.causeOf(place, t.code)
				f := byCause[c.resource]
				if f == nil {
					f = &Finding{Resource: c.resource, Title: t.title(p, c), Impact: Soon}
					byCause[c.resource] = f
					order = append(order, f)
				}
				f.Functions = append(f.Functions, place.FunctionName)
				if t.value == "Failed" { // what is Pending or Inactive comes up by itself, or with the next call
					f.Impact = Broken
				}
				f.Evidence = append(f.Evidence, Evidence{Resource: place.FunctionName, Rule: t.rule(), Says: t.says()})
				f.Evidence = append(f.Evidence, c.evidence...)
				f.Fix.CLI = c.cli
			}
		}
		for _, f := range order {
			if n := len(uniqueTexts(f.Functions)); n > 1 {
				f.Title += fmt.Sprintf(" (and %d more)", n-1)
			}
			f.Fix.remark("a state has no declaration of its own: fix the cause and apply again")
			p.Report(*f)
		}
		if len(strange) > 0 {
			p.Unknown(p.RegionName(), strange, "these are in a state that is unknown.",
				callsFor("get-function", strange)...)
		}
		if len(unread) > 0 {
			p.Unknown(p.RegionName(), unread,
				"list-functions does not tell states, and get-function was not read for these.",
				callsFor("get-function", unread)...)
		}
	},
}

// knownState reports whether the function's states are ones that Lambda has today.
// Source: Lambda API reference, FunctionConfiguration: State and LastUpdateStatus.
func knownState(place *reach.Place) bool {
	switch place.State {
	case "Pending", "Active", "Inactive", "Failed", "Deactivating", "Deactivated", "ActiveNonInvocable", "Deleting":
	default:
		return false
	}
	switch place.LastUpdateStatus {
	case "", "Successful", "Failed", "InProgress":
		return true
	}
	return false
}

// trouble is one thing that is wrong with a function's state.
type trouble struct {
	function, what, value string // "checkout", "State", "Failed"
	code, text            string // AWS's reason code and sentence
}

func troublesOf(place *reach.Place) []trouble {
	var out []trouble
	switch place.State {
	case "Failed", "Inactive", "Pending":
		out = append(out, trouble{place.FunctionName, "State", place.State, place.StateReasonCode, place.StateReason})
	}
	if place.LastUpdateStatus == "Failed" {
		out = append(out, trouble{place.FunctionName, "LastUpdateStatus", "Failed", place.LastUpdateStatusReasonCode,
			place.LastUpdateStatusReason})
	}
	return out
}

// title says the trouble in words, with the cause in this account where one was found.
func (t *trouble) title(p *Pass, c cause) string {
	text := t.function + " is " + t.value
	if t.what == "LastUpdateStatus" {
		text = "the last update of " + t.function + " failed"
	}
	switch known, ok := reasons[t.code]; {
	case c.short != "":
		text += ": " + c.short
	case ok:
		text += ": " + known.short
	case t.value == "Pending":
		text += ": invocations fail until it is Active"
	case t.value == "Inactive":
		text += ": the next invocation fails while Lambda recreates the interface"
	case t.code != "":
		text += ": " + t.code
	}
	return text
}

func (t *trouble) rule() string {
	if t.code == "" {
		return t.what + " " + t.value
	}
	return t.what + " " + t.value + ", " + t.code
}

func (t *trouble) says() string {
	if known, ok := reasons[t.code]; ok {
		return known.long
	}
	if t.text != "" {
		return "AWS says: " + t.text
	}
	return "AWS gives no reason"
}

// callsFor are the calls about single things; beyond a few the call's name stands for all.
func callsFor(call string, ids []string) []string {
	if len(ids) > shown {
		return []string{call}
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = call + "." + id
	}
	return out
}

package why

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/vpclens/vpclens/analysis/check"
	"github.com/vpclens/vpclens/analysis/configured"
	"github.com/vpclens/vpclens/analysis/ledger"
	"github.com/vpclens/vpclens/analysis/paste"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/analysis/symptom"
	"github.com/vpclens/vpclens/analysis/uses"
)

// byFindings is for a function that fails without a word on what it called: what does not work for it is likely it.
func (e *explainer) byFindings() {
	if e.ownLoopback() || e.Function == nil {
		return
	}
	if d := e.Symptom.Destination; d != "" && e.Trace == nil {
		e.Open = append(e.Open, Open{Point: point(DestinationUnknown, d), Missing: []string{"the address of " + d}})
	}
	if e.Function.Class == reach.ClassNotAttached {
		e.exclude(NotInVPC, e.fnName())
		e.findings(Likely)
		e.whatItWaitedFor()
		return
	}
	e.excludePath()
	e.findings(Likely)
	e.reachedServices()
	if len(e.Causes) == 0 {
		e.exclude(NothingBroken, e.fnName())
		e.maybeCalled()
	}
	e.whatItWaitedFor()
}

// maybeCalled asks about what is near the function: what holds data in its VPC, and the internet. A path that does not
// work is a cause if the function called it, which the text does not tell.
func (e *explainer) maybeCalled() {
	texts := []string{"rds"}
	for _, s := range e.index.Stores() {
		if s.VPCID() == e.Function.VPCID && len(texts) <= mostStores {
			texts = append(texts, s.ID())
		}
	}
	for _, text := range append(texts, "internet") {
		q, ok := e.query(text)
		if !ok || text == "rds" && (len(texts) > 1 || q.To.Port == 0) {
			continue
		}
		t, err := e.trace(q)
		if err != nil || t.Verdict == reach.Reachable {
			continue
		}
		label := text
		if text == "internet" {
			label = "the internet"
		}
		if r, ok := e.index.Lookup(text); ok {
			label = cmp.Or(r.Name(), text)
		}
		if c, ok := e.ifCalled(t, label+" (port "+strconv.Itoa(int(q.Port))+")"); ok {
			e.Causes = append(e.Causes, c)
		}
	}
}

// mostStores is how many stores are asked about.
const mostStores = 10

// ifCalled is the first hop that stops a path, or else leaves it open for what no call tells.
func (e *explainer) ifCalled(t *reach.Trace, label string) (Cause, bool) {
	for _, wanted := range []reach.Verdict{reach.Blocked, reach.Partial, reach.Unknown} {
		var c Cause
		for i := range t.Subnets {
			for _, h := range t.Subnets[i].Hops {
				if h.Verdict != wanted || wanted == reach.Unknown && slices.ContainsFunc(h.Missing, isCall) {
					continue
				}
				switch {
				case len(c.Hops) == 0:
					c = Cause{Point: point(IfCalled, label), Sure: Possible, Region: e.region, Resource: h.Resource,
						Hops: []reach.Hop{h}}
				case wanted == reach.Unknown && i == 0: // what is unknown further on is the more particular
					c.Hops, c.Resource = append([]reach.Hop{h}, c.Hops...), h.Resource
				}
				if !slices.Contains(c.Subnets, t.Subnets[i].SubnetID) {
					c.Subnets = append(c.Subnets, t.Subnets[i].SubnetID)
				}
			}
		}
		if len(c.Hops) > 0 {
			return c, true
		}
	}
	return Cause{}, false
}

// whatItWaitedFor is how to learn what the function called.
func (e *explainer) whatItWaitedFor() {
	e.Open = append(e.Open, Open{Point: point(WhatItCalled, e.fnName()), Command: paste.Script{
		paste.AWS(e.region, "logs filter-log-events").Opt("log-group-name", "/aws/lambda/"+e.fnName()).
			Opt("filter-pattern", `?ETIMEDOUT ?"timed out" ?timeout ?Error`).Opt("max-items", "50")}})
}

// findings are the function's own that show as the symptom, one for each thing to change: what is broken first.
func (e *explainer) findings(sure Sure) {
	at := make(map[string]int)
	for _, f := range e.Function.Findings {
		if f.Status != check.Fail || f.Waived != nil || !slices.Contains(shows[f.Check], e.Symptom.Kind) ||
			f.Check == initDependency && e.Symptom.Phase != symptom.Init {
			continue
		}
		i, seen := at[f.Cause]
		if !seen {
			at[f.Cause] = len(e.Causes)
			e.Causes = append(e.Causes, e.byFinding(f, sure))
			continue
		}
		// of what has one cause, the finding about the cause itself says best what to change
		if had := e.Causes[i].Finding; had.Resource != had.Cause && f.Resource == f.Cause || felt(had) && !felt(f) {
			e.Causes[i] = e.byFinding(f, sure)
		}
	}
	slices.SortStableFunc(e.Causes, func(a, b Cause) int {
		if a.Finding == nil || b.Finding == nil {
			return 0
		}
		return cmp.Or(suspect(a.Finding)-suspect(b.Finding), check.Compare(a.Finding, b.Finding))
	})
}

// ownTargets is the check of what a function's own configuration names: it is there because the code connects to it.
const ownTargets = "path-target-unreachable"

// suspect is 0 for what is suspected first.
func suspect(f *check.Finding) int {
	if f.Check == ownTargets {
		return 0
	}
	return 1
}

// initDependency is the check of what functions call before their handler: a symptom of the init phase shows it.
const initDependency = "cold-start-init-dependency"

func felt(f *check.Finding) bool {
	known := check.Find(f.Check)
	return known != nil && known.Felt
}

func (e *explainer) byFinding(f *check.Finding, sure Sure) Cause {
	if sure == Certain && f.Impact == check.Partly {
		sure = Partly
	}
	return Cause{Point: Point{Code: Found}, Sure: sure, Region: f.Region, Resource: f.Cause, Finding: f,
		Subnets: e.cutOff(f)}
}

// cutOff are the subnets that a finding cuts off from the internet, where others are not.
func (e *explainer) cutOff(f *check.Finding) []string {
	if f.Impact != check.Partly || e.Function.Class == reach.ClassNotAttached {
		return nil
	}
	if e.internet == nil {
		q, ok := e.query("internet")
		if !ok {
			return nil
		}
		var err error
		if e.internet, err = e.trace(q); err != nil {
			return nil // there is no share to tell then
		}
	}
	var out []string
	for i := range e.internet.Subnets {
		sub := &e.internet.Subnets[i]
		for _, h := range sub.Blockers() {
			if (h.Resource == f.Cause || h.Rule.Target == f.Cause || sub.SubnetID == f.Cause) &&
				!slices.Contains(out, sub.SubnetID) {
				out = append(out, sub.SubnetID)
			}
		}
	}
	return out
}

// mostServices is how many services are asked about.
const mostServices = 12

// reachedServices excludes what the function's configuration and its role name, and what it reaches of that.
func (e *explainer) reachedServices() {
	var reached []string
	for _, a := range configured.Of(e.Result.Index, e.Result.Engine, e.region, e.Function.Place.Function) {
		if a.Verdict == reach.Reachable && a.Lacks == configured.LacksNothing {
			reached = append(reached, a.Target.Text())
		}
	}
	var services []role.Service
	if e.Function.Role != "" {
		services = role.Of(e.Result.Index, e.Function.Role).Services()
	}
	for _, s := range services {
		if len(reached) == mostServices {
			break
		}
		if !s.Named || !s.Code || s.Verdict < role.Maybe || slices.Contains(reached, s.Endpoint) {
			continue
		}
		q, ok := e.query(s.Endpoint)
		if !ok {
			continue
		}
		if t, err := e.trace(q); err == nil && t.Verdict == reach.Reachable {
			reached = append(reached, s.Endpoint)
		}
	}
	if len(reached) > 0 {
		e.exclude(ServicesReached, reached...)
	}
}

// mount is for a file system that could not be mounted.
func (e *explainer) mount() {
	if e.Function == nil {
		return
	}
	e.findings(Certain)
	if len(e.Causes) > 0 {
		return
	}
	if e.Symptom.Code == "EFSMountFailure" {
		e.exclude(AnswerCame, "the mount target")
	}
	e.exclude(NothingBroken, e.fnName())
	e.meaning()
	e.Open = append(e.Open, Open{Point: point(FileSystemState), Command: paste.Script{
		paste.AWS(e.region, "efs describe-access-points")}})
}

// state is for a reason code of a function's state.
func (e *explainer) state() {
	if e.Function == nil {
		return
	}
	for _, id := range ofCode[e.Symptom.Code] {
		for _, f := range e.Function.Findings {
			if f.Check == id && f.Status == check.Fail && f.Waived == nil && !slices.ContainsFunc(e.Causes,
				func(c Cause) bool { return c.Resource == f.Cause }) {
				e.Causes = append(e.Causes, e.byFinding(f, Certain))
			}
		}
	}
	if len(e.Causes) == 0 {
		e.findings(Likely)
	}
	if e.Symptom.Code == "InsufficientRolePermissions" && !e.weakRole() {
		e.Open = append(e.Open, Open{Point: point(AboveRole, e.Function.Role),
			Command: simulate(e.Function.Role, role.InterfaceActions()...)})
	}
	e.meaning()
}

// weakRole reports whether the role lacks what Lambda needs. Where its policies allow all of it, they are excluded.
func (e *explainer) weakRole() bool {
	if e.Function.Role == "" {
		return true
	}
	for _, p := range role.Of(e.Result.Index, e.Function.Role).Interfaces() {
		if p.Answer.Verdict != role.Yes {
			return true
		}
	}
	e.exclude(RoleAllows, e.Function.Role, "all six actions on interfaces")
	if len(e.Causes) == 0 {
		e.Causes = append(e.Causes, Cause{Point: point(AboveRole, e.Function.Role), Sure: Likely,
			Resource: e.Function.Role})
	}
	return false
}

// meaning is what AWS's own word means, where the account shows no cause.
func (e *explainer) meaning() {
	if len(e.Causes) > 0 || e.Symptom.Code == "" || check.StateReason(e.Symptom.Code) == "" {
		return
	}
	e.Causes = append(e.Causes, Cause{Point: point(CodeSays, e.Symptom.Code), Sure: Certain, Region: e.region})
	e.Open = append(e.Open, Open{Point: point(StateNow, e.fnName()), Command: paste.Script{
		paste.AWS(e.region, "lambda get-function-configuration").Opt("function-name", e.fnName()).Opt("query",
			"[State,StateReason,StateReasonCode,LastUpdateStatus,LastUpdateStatusReason,LastUpdateStatusReasonCode]")}})
}

// interfaceLimit is for a quota of interfaces that was used up.
func (e *explainer) interfaceLimit() {
	if e.Function == nil {
		return
	}
	quota := paste.Script{paste.AWS(e.region, "service-quotas get-service-quota").Opt("service-code", "lambda").
		Opt("quota-code", ledger.QuotaCode)}
	for i := range e.Result.Findings {
		f := &e.Result.Findings[i]
		if f.Check == "eni-quota" && f.Status == check.Fail && f.Waived == nil && f.Region == e.region &&
			(f.Resource == e.Function.VPCID || slices.Contains(f.Functions, e.fnName())) {
			e.Causes = append(e.Causes, e.byFinding(f, Certain))
		}
	}
	for _, h := range ledger.HeadroomOf(e.index) {
		if h.VPCID != e.Function.VPCID || len(e.Causes) > 0 {
			continue
		}
		used, limit := strconv.Itoa(h.Used()), strconv.Itoa(h.Limit)
		switch {
		case !h.Known:
			e.Open = append(e.Open, Open{Point: point(InterfacesUncounted, h.VPCID),
				Missing: []string{"describe-network-interfaces"}})
		case h.Used() >= h.Limit:
			e.Causes = append(e.Causes, Cause{Point: point(QuotaFull, h.VPCID, used, limit), Sure: Certain,
				Region: e.region, Resource: h.VPCID})
		default:
			e.Causes = append(e.Causes, Cause{Point: point(QuotaNotFull, h.VPCID, used, limit), Sure: Possible,
				Region: e.region, Resource: h.VPCID})
		}
		if !h.Applied {
			e.Open = append(e.Open, Open{Point: point(QuotaUnread, limit), Missing: []string{ledger.QuotaCall},
				Command: quota})
		}
	}
	e.meaning()
}

// throttled is for EC2's refusal of too many calls: it is about the account, and no path.
func (e *explainer) throttled() {
	if e.Function == nil {
		return
	}
	e.exclude(NotThePath, e.fnName())
	e.Causes = append(e.Causes, Cause{Point: point(ThrottledByEC2), Sure: Certain, Region: e.region})
	e.Open = append(e.Open, Open{Point: point(WhoCallsEC2), Command: paste.Script{
		paste.AWS(e.region, "cloudtrail lookup-events").
			Short("lookup-attributes",
				paste.Struct("AttributeKey", "EventSource", "AttributeValue", "ec2.amazonaws.com")).
			Opt("max-items", "50")}})
}

// natPorts is for a NAT gateway without a free port: who shares it is computed.
func (e *explainer) natPorts() {
	nats := e.natsOnTheWay()
	if e.Symptom.Resource != "" {
		nats = []string{e.Symptom.Resource}
	}
	for _, id := range nats {
		region, resource := e.find(id)
		if resource == nil {
			e.Open = append(e.Open, Open{Point: point(NotHere, id)})
			continue
		}
		var users []string
		for _, d := range uses.Dependents(e.Result, region, resource) {
			if d.Function != nil && !slices.Contains(users, d.Function.FunctionName) {
				users = append(users, d.Function.FunctionName)
			}
		}
		slices.Sort(users)
		e.Causes = append(e.Causes, Cause{Point: point(NATPortsUsed, append([]string{id}, users...)...), Sure: Certain,
			Region: region, Resource: id})
		e.Open = append(e.Open, Open{Point: point(NATPortsWhen, id), Command: natMetricIn(region, id)})
	}
}

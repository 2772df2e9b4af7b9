// Package configured answers whether functions reach what their own configuration names: the targets that were kept of
// their environments, where somebody asked for that. Of a function of which nothing was kept it says nothing.
package configured

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/names"
	"github.com/vpclens/vpclens/analysis/netset"
	"github.com/vpclens/vpclens/analysis/reach"
	"github.com/vpclens/vpclens/awsdata"
)

// Answer is what becomes of one target.
type Answer struct {
	Target  awsdata.NamedTarget
	Query   reach.Query   // what was asked
	Trace   *reach.Trace  // nil where nothing could be asked
	Verdict reach.Verdict // unknown where nothing could be asked
	Lacks   Lack          // why nothing could be asked
}

// Lack is what a target does not say.
type Lack string

// The lacks. Where there is none, the target was asked about.
const (
	LacksNothing     Lack = ""
	LacksPort        Lack = "the port"        // no port is named, and none is usual for the host
	LacksDestination Lack = "the destination" // what is named leads nowhere in the vocabulary of destinations
)

// Of are the answers to the targets of a function, in their order.
func Of(x *awsdata.Index, engine *reach.Engine, region string, f *awsdata.Function) []Answer {
	var out []Answer
	for _, t := range f.VpclensTargets {
		out = append(out, answer(x, engine, region, f, t))
	}
	return out
}

func answer(x *awsdata.Index, engine *reach.Engine, region string, f *awsdata.Function, t awsdata.NamedTarget) Answer {
	a := Answer{Target: t, Verdict: reach.Unknown, Lacks: LacksDestination}
	to, err := names.ParseIn(x, x.Region(region), asked(t))
	if err != nil {
		return a
	}
	a.Query = reach.Query{To: to, Protocol: netset.TCP, Port: to.Port}
	if to.Port == 0 { // of a host whose port nobody names, that of HTTPS would be a guess
		a.Lacks = LacksPort
		return a
	}
	trace, err := engine.Trace(region, f, a.Query)
	if err != nil {
		return a
	}
	a.Trace, a.Verdict, a.Lacks = trace, trace.Verdict, LacksNothing
	return a
}

// asked is a target as a destination is written. Buckets, queues and functions are asked for at their service.
func asked(t awsdata.NamedTarget) string {
	switch {
	case strings.Contains(t.Arn, ":lambda:"):
		return "lambda"
	case t.Bucket != "":
		return "s3"
	case t.Arn == "" && t.Host == "":
		return "sqs"
	}
	return t.Text()
}

package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/bucket"
	"github.com/vpclens/vpclens/awsdata/collect"
	"github.com/vpclens/vpclens/awsdata/flowrecords"
	"github.com/vpclens/vpclens/awsdata/insights"
	"github.com/vpclens/vpclens/ui/screen"
)

// How far back flow logs are asked at most, and how much of a bucket is read.
const (
	longestFlows   = 7 * 24 * time.Hour
	mostObjects    = 500
	mostObjectSize = 200 << 20 // of all objects together, as they are stored
	mostListPages  = 10        // of a day
)

// lateFlows is how long after a packet its record may arrive.
// Source: Amazon VPC user guide, "Flow log records", aggregation interval.
const lateFlows = 15 * time.Minute

// liveFlows reads the flow logs of a function from where AWS delivers them.
type liveFlows struct {
	p        *program
	flags    commonFlags
	of       *ask.Function
	from, to time.Time
	tally    *flow.Tally
	answer   *report.Flows
	stores   []*storedLog // those in buckets
	say      func(string) // says what is billed, before it is; nil says nothing
}

// storedLog is a flow log in a bucket, and its objects of the time asked.
type storedLog struct {
	watch   flow.Watch
	bucket  *bucket.Bucket
	objects []bucket.Object
	size    int64
	source  *report.FlowSource
}

// ask reads the flow logs. What AWS bills is listed first, and read only if agreed; else the error is a
// [*screen.CostError].
func (l *liveFlows) ask(ctx context.Context, agreed bool) (*report.Flows, error) {
	region := l.of.Index.Region(l.of.Region)
	l.tally = flow.NewTally(region, l.of.Function)
	l.answer = &report.Flows{Function: l.of.FunctionName, Region: l.of.Region, Index: l.of.Index}
	watches, unwatched := flow.Watching(region, l.of.Function)
	if len(watches) == 0 {
		return nil, l.nobodyRecords(region, unwatched)
	}
	connection, err := collect.Connect(ctx, l.p.collectOptions(l.flags, nil, nil))
	if err != nil {
		return nil, err
	}
	account := cmp.Or(region.Account, l.of.Index.Snapshot.AccountID)
	for _, w := range watches {
		to, _ := w.Log.Destination()
		source := &report.FlowSource{Log: w.Log.FlowLogId, At: to.String(), From: l.from, To: l.to,
			Rejected: w.Log.TrafficType == "REJECT"}
		l.answer.Sources = append(l.answer.Sources, source)
		if to.Bucket != "" {
			if err := l.list(ctx, w, to, account, source); err != nil {
				return nil, err
			}
		}
	}
	switch cost := l.cost(); {
	case cost != "" && !agreed:
		return nil, &screen.CostError{Cost: cost}
	case cost != "" && l.say != nil:
		l.say(cost)
	}
	for i, w := range watches {
		if to, _ := w.Log.Destination(); to.Bucket == "" {
			if err := l.filter(ctx, connection, w, to.Group, l.answer.Sources[i]); err != nil {
				return nil, err
			}
		}
	}
	for _, s := range l.stores {
		if err := l.read(ctx, s); err != nil {
			return nil, err
		}
	}
	for _, id := range unwatched {
		l.answer.Sources = append(l.answer.Sources, &report.FlowSource{Log: id, Unwatched: true})
	}
	l.answer.Answer, err = l.tally.Lay(l.of.Index, l.of.Engine, l.of.Region, l.of.Function)
	return l.answer, err
}

// nobodyRecords says why there is nothing to be asked.
func (l *liveFlows) nobodyRecords(region *awsdata.RegionIndex, unwatched []string) error {
	switch g, gap := region.Region.Gap("describe-flow-logs"); {
	case len(unwatched) == 0:
		return fmt.Errorf("the snapshot has no network interface of %s: no record can be told to be of it",
			l.of.FunctionName)
	case gap:
		return fmt.Errorf("whether a flow log records %s is unknown: describe-flow-logs was not read: %s",
			l.of.FunctionName, g.Cause.Text())
	}
	return fmt.Errorf("no flow log to CloudWatch Logs or S3 records the interfaces of %s: name saved ones with "+
		"--flow-logs PATH", l.of.FunctionName)
}

// add counts a record of the time asked.
func (l *liveFlows) add(r *flowrecords.Record) error {
	if r.End == 0 || r.End >= l.from.Unix() && r.Start <= l.to.Unix() {
		l.tally.Add(r)
	}
	return nil
}

// filter asks CloudWatch Logs for what was rejected and what is missing, and then, as an answer tells that a packet
// passed, for what was accepted.
func (l *liveFlows) filter(ctx context.Context, connection *collect.Connection, w flow.Watch, group string,
	source *report.FlowSource) error {
	lines := flowrecords.NewLines(ctx, []string{w.Log.LogFormat}, l.add)
	for _, pattern := range []string{"?REJECT ?SKIPDATA", "?ACCEPT ?NODATA"} {
		for _, id := range w.Interfaces {
			gap, err := insights.Filter(ctx, connection, l.of.Region, insights.Lines{Group: group, Stream: id,
				Pattern: pattern, From: l.from, To: l.to.Add(lateFlows)}, lines.Add)
			if err != nil {
				return err
			}
			if gap != nil && source.Gap == nil {
				source.Gap = gap
			}
		}
	}
	l.count(lines.Count(), source)
	return nil
}

func (l *liveFlows) count(n flowrecords.Count, source *report.FlowSource) {
	source.Records += n.Records
	l.answer.Read.Files += n.Files
	l.answer.Read.Records += n.Records
	l.answer.Read.Malformed += n.Malformed
}

// list finds the objects of a flow log that were written in the time asked, the newest first.
func (l *liveFlows) list(ctx context.Context, w flow.Watch, to awsdata.FlowLogDestination, account string,
	source *report.FlowSource) error {
	at, err := bucket.Parse("s3://" + strings.TrimSuffix(to.Bucket+"/"+to.Folder, "/"))
	if err != nil {
		source.Gap = &awsdata.Gap{Region: l.of.Region, Call: listCall, Cause: awsdata.CauseMalformed,
			Message: err.Error()}
		return nil
	}
	s := &storedLog{watch: w, source: source}
	if s.bucket, err = bucket.Open(ctx, at, l.p.collectOptions(l.flags, nil, nil)); err != nil {
		return err
	}
	for day := l.from.Truncate(24 * time.Hour); !day.After(l.to.Add(lateFlows)); day = day.Add(24 * time.Hour) {
		for _, prefix := range []string{
			fmt.Sprintf("AWSLogs/%s/vpcflowlogs/%s/%s/", account, l.of.Region, day.Format("2006/01/02")),
			fmt.Sprintf("AWSLogs/aws-account-id=%s/aws-service=vpcflowlogs/aws-region=%s/%s/", account, l.of.Region,
				day.Format("year=2006/month=01/day=02")),
		} {
			list, more, err := s.bucket.Objects(ctx, prefix, mostListPages)
			if err != nil {
				return l.inBucket(ctx, err, source)
			}
			if more {
				source.Gap = tooMuch(l.of.Region, listCall)
			}
			for _, o := range list {
				if l.written(o.Key, w.Log.FlowLogId) {
					s.objects = append(s.objects, o)
				}
			}
			if len(list) > 0 {
				break // a flow log has one form of keys
			}
		}
	}
	slices.SortFunc(s.objects, func(a, b bucket.Object) int { return cmp.Compare(b.Key, a.Key) })
	for i, o := range s.objects {
		if i == mostObjects || s.size+o.Size > mostObjectSize {
			s.objects, source.Gap = s.objects[:i], tooMuch(l.of.Region, getCall)
			break
		}
		s.size += o.Size
	}
	l.stores = append(l.stores, s)
	return nil
}

// The calls of a bucket, as gaps name them.
const listCall, getCall = "list-objects-v2", "get-object"

func tooMuch(region, call string) *awsdata.Gap {
	return &awsdata.Gap{Region: region, Call: call, Cause: awsdata.CauseTruncated,
		Message: "there is more than is read at once: name a shorter time with --since"}
}

// written reports whether an object is of the flow log and of the time asked: its name has both.
func (l *liveFlows) written(key, log string) bool {
	_, rest, ok := strings.Cut(key, "_"+log+"_")
	const layout = "20060102T1504Z"
	if !ok || len(rest) < len(layout) {
		return false
	}
	at, err := time.Parse(layout, rest[:len(layout)])
	return err == nil && !at.Before(l.from.Add(-lateFlows)) && !at.After(l.to.Add(lateFlows))
}

// inBucket makes a gap of what a bucket refused; the error is one with which nothing else would be answered either.
func (l *liveFlows) inBucket(ctx context.Context, err error, source *report.FlowSource) error {
	var refused *bucket.Error
	if !errors.As(err, &refused) || ctx.Err() != nil {
		return err
	}
	source.Gap = &awsdata.Gap{Region: l.of.Region, Call: listCall, Cause: refused.Cause, Message: refused.Says}
	return nil
}

// read reads the objects of a flow log.
func (l *liveFlows) read(ctx context.Context, s *storedLog) error {
	for _, o := range s.objects {
		data, err := s.bucket.Read(ctx, o)
		if err != nil {
			if err = l.inBucket(ctx, err, s.source); err != nil {
				return err
			}
			s.source.Gap.Call = getCall
			return nil
		}
		n, err := flowrecords.ReadObject(ctx, data, []string{s.watch.Log.LogFormat}, l.add)
		l.count(n, s.source)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			s.source.Gap = &awsdata.Gap{Region: l.of.Region, Call: getCall, Cause: awsdata.CauseMalformed,
				Message: awsdata.Clean(err.Error())}
		}
	}
	return nil
}

// cost says what AWS bills for reading the objects, "" where there are none.
// Source: aws.amazon.com/s3/pricing, us-east-1: GET requests, and data that leaves the region.
func (l *liveFlows) cost() string {
	const get, gigabyte, leaves = 0.0004 / 1000, 1e9, 0.09
	n, size := 0, int64(0)
	for _, s := range l.stores {
		n, size = n+len(s.objects), size+s.size
	}
	if n == 0 {
		return ""
	}
	return fmt.Sprintf("it reads %s of S3, %.1f MB: AWS bills about $%.4f for the requests and, outside of the "+
		"bucket's region, about $%.3f for what leaves it", english.Count(n, "object"), float64(size)/1e6,
		get*float64(n), leaves*float64(size)/gigabyte)
}

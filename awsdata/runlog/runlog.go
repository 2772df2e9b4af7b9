// Package runlog holds what Lambda itself writes into a function's log about its runs, as values: which ones timed out,
// and how long environments took to start. What the function's code writes is never part of it.
package runlog

import (
	"cmp"
	"math"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/vpclens/vpclens/awsdata"
)

// Log is what was found in a log.
type Log struct {
	Group    string
	From, To time.Time
	Stored   int64 // bytes of the group, as CloudWatch stores them
	Timeouts []Run // newest first
	Starts   []Run // newest first
	Scanned  float64
	More     bool // the query gave as many lines as it may, so that there may be more
	Gap      *awsdata.Gap
}

// Run is a run that timed out, or that began with the start of an environment.
type Run struct {
	Time    time.Time
	Request string
	Took    time.Duration // until it was ended, or of the start
}

// MostLines is how many lines a query may give.
const MostLines = 200

// Query is the query, in the language of Logs Insights, which can only select. It gives times, ids of requests and
// durations, and of no line its text: what code writes can hold anything. Lambda writes its lines as text or as JSON.
// Source: Lambda developer guide, "Log formats", and CloudWatch Logs guide, "Supported logs and discovered fields".
func Query() string {
	return `parse @message /^REPORT RequestId: (?<started>[0-9a-f-]{36})\s.*Init Duration: (?<init>[0-9.]+) ms/` +
		` | parse @message /^\S+ (?<ended>[0-9a-f-]{36}) Task timed out after (?<after>[0-9.]+) seconds/` +
		` | filter ispresent(init) or ispresent(after) or type = "platform.report"` +
		` and (record.status = "timeout" or ispresent(record.metrics.initDurationMs))` +
		` | fields @timestamp, started, init, ended, after, record.requestId as request, record.status as status,` +
		` record.metrics.initDurationMs as initMs, record.metrics.durationMs as durationMs` +
		` | sort @timestamp desc | limit ` + strconv.Itoa(MostLines)
}

// aRequest is the id of a request.
var aRequest = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// Add enters a line of an answer: the fields of [Query] by their names. What does not look as it has to is passed over.
func (l *Log) Add(line map[string]string) {
	at, err := time.Parse("2006-01-02 15:04:05.000", line["@timestamp"])
	if err != nil {
		return
	}
	add := func(list *[]Run, request, number string, unit time.Duration) {
		n, err := strconv.ParseFloat(number, 64)
		if !aRequest.MatchString(request) || err != nil || math.IsNaN(n) || n < 0 || n > 1e9 {
			return
		}
		*list = append(*list, Run{at, request, time.Duration(n * float64(unit)).Round(time.Millisecond / 10)})
	}
	add(&l.Starts, line["started"], line["init"], time.Millisecond)
	add(&l.Timeouts, line["ended"], line["after"], time.Second)
	add(&l.Starts, line["request"], line["initMs"], time.Millisecond)
	if line["status"] == "timeout" {
		add(&l.Timeouts, line["request"], line["durationMs"], time.Millisecond)
	}
}

// Tidy has each run once, newest first.
func (l *Log) Tidy() {
	for _, list := range []*[]Run{&l.Timeouts, &l.Starts} {
		slices.SortStableFunc(*list, func(a, b Run) int {
			return cmp.Or(b.Time.Compare(a.Time), cmp.Compare(a.Request, b.Request))
		})
		*list = slices.CompactFunc(*list, func(a, b Run) bool { return a.Request == b.Request })
	}
}

// GroupOf is the log group that a function writes to where nobody chose another.
func GroupOf(function string) string { return "/aws/lambda/" + function }

// PerGB is what AWS bills for a gigabyte that a query scans, in dollars, in us-east-1; other regions cost up to twice
// as much.
// Source: Amazon CloudWatch pricing, Logs, "Analyze (Logs Insights queries)".
const PerGB = 0.005

package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/spark"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/runlog"
)

type logDocument struct {
	Group    string        `json:"logGroup"`
	Scanned  float64       `json:"bytesScanned"`
	Timeouts []runDocument `json:"timeouts"` // newest first
	Starts   []runDocument `json:"starts"`   // of environments: what REPORT lines call init duration
	More     bool          `json:"more"`     // there may be older ones
	Gap      *gapOfTrail   `json:"gap,omitempty"`
}

type runDocument struct {
	Time    time.Time `json:"time"`
	Request string    `json:"requestId"`
	Millis  float64   `json:"milliseconds"`
}

func logDocumentOf(l *runlog.Log) *logDocument {
	if l == nil {
		return nil
	}
	runs := func(list []runlog.Run) []runDocument {
		out := []runDocument{}
		for _, r := range list {
			out = append(out, runDocument{r.Time.UTC(), r.Request, float64(r.Took) / float64(time.Millisecond)})
		}
		return out
	}
	out := &logDocument{Group: l.Group, Scanned: l.Scanned, Timeouts: runs(l.Timeouts), Starts: runs(l.Starts),
		More: l.More}
	if g := l.Gap; g != nil {
		out.Gap = &gapOfTrail{g.Call, g.Cause, g.Message}
	}
	return out
}

// mostRuns is how many timeouts are told one by one.
const mostRuns = 10

// logParts are the timeouts and starts of a log.
func logParts(l *runlog.Log) []part {
	p := part{heading: "log group " + l.Group, titles: []string{"what", "in time", "numbers"}}
	if l.Gap == nil {
		p.notes = append(p.notes, piece{Dim, valueText(l.Scanned, metric.Bytes) + " were scanned"})
	} else {
		p.notes = append(p.notes, piece{Question,
			strings.TrimSuffix("? "+l.Gap.Call+": "+l.Gap.Cause.Text()+": "+l.Gap.Message, ": ")})
	}
	if l.More {
		p.notes = append(p.notes, piece{Question, "? there may be older ones: the query gives the newest lines only"})
	}
	p.rows = append(p.rows, runsRow("timeouts", l.Timeouts, true), runsRow("starts", l.Starts, false))
	for _, r := range l.Timeouts[:min(len(l.Timeouts), mostRuns)] {
		p.rows = append(p.rows, row{mark: piece{Bad, "✗"}, cells: []piece{{Plain, clock(r.Time)}, {Dim, r.Request},
			{Plain, "timed out after " + took(r)}}})
	}
	return []part{p}
}

func took(r runlog.Run) string {
	return valueText(float64(r.Took)/float64(time.Millisecond), metric.Milliseconds)
}

// runsRow is how many runs there were and how long they took, oldest first in the line.
func runsRow(name string, runs []runlog.Run, bad bool) row {
	r := row{mark: piece{Dim, "·"}, cells: []piece{{Plain, name}, {Drawn, ""}, {Plain, "none found"}}}
	if len(runs) == 0 {
		return r
	}
	values := make([]float64, len(runs))
	most := runs[0]
	for i, run := range runs {
		values[len(runs)-1-i] = float64(run.Took)
		if run.Took > most.Took {
			most = run
		}
	}
	r.cells[1].s = spark.Line(values, sparkWidth)
	r.cells[2].s = fmt.Sprintf("%s, longest %s at %s, last %s at %s", english.Count(len(runs), "run"), took(most),
		clock(most.Time), took(runs[0]), clock(runs[0].Time))
	if bad {
		r.mark, r.cells[2].tone = piece{Bad, "✗"}, Bad
	}
	return r
}

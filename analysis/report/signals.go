package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/spark"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/metric"
	"github.com/vpclens/vpclens/awsdata/runlog"
)

// SignalsSchema names the form of the JSON that tells what CloudWatch measured.
const SignalsSchema = "vpclens.signals/v1"

// Signals are what CloudWatch measured of a function and of what its packets pass, to be written.
type Signals struct {
	Index    *awsdata.Index
	Region   string
	Function string
	Window   metric.Window
	Series   []*metric.Series
	Log      *runlog.Log // nil where nobody asked for it
	Look     Look
}

type signalsDocument struct {
	Schema   string           `json:"schema"`
	Function string           `json:"function"`
	Account  string           `json:"account,omitempty"` // where there are several
	Region   string           `json:"region"`
	From     time.Time        `json:"from"`
	To       time.Time        `json:"to"`
	Period   int              `json:"periodSeconds"`
	Series   []seriesDocument `json:"series"`
	Log      *logDocument     `json:"log,omitempty"`
}

type seriesDocument struct {
	Thing   string          `json:"thing"`
	Kind    string          `json:"kind"`
	Metric  string          `json:"metric"`
	Stat    string          `json:"stat"`
	Unit    metric.Unit     `json:"unit"`
	Trouble bool            `json:"trouble"` // it counts trouble, and there was some
	Means   string          `json:"means,omitempty"`
	Points  []pointDocument `json:"points"` // a time that is missing is unknown, not zero
	Gap     *gapOfTrail     `json:"gap,omitempty"`
}

type pointDocument struct {
	Time  time.Time `json:"time"`
	Value float64   `json:"value"`
}

// WriteSignalsJSON writes what was measured for programs.
func WriteSignalsJSON(w io.Writer, s *Signals) error {
	document := signalsDocument{Schema: SignalsSchema, Function: s.Function, Account: accountOf(s.Index),
		Region: s.Region, From: s.Window.From.UTC(), To: s.Window.To.UTC(), Period: int(s.Window.Period.Seconds()),
		Series: []seriesDocument{}, Log: logDocumentOf(s.Log)}
	for _, x := range s.Series {
		one := seriesDocument{Thing: x.Thing, Kind: x.Kind, Metric: x.Name, Stat: x.Stat, Unit: x.Unit,
			Trouble: x.Troubled(), Points: []pointDocument{}}
		if one.Trouble {
			one.Means = x.Trouble
		}
		for i, v := range x.Values {
			if !math.IsNaN(v) {
				one.Points = append(one.Points, pointDocument{x.At(i).UTC(), v})
			}
		}
		if g := x.Gap; g != nil {
			one.Gap = &gapOfTrail{g.Call, g.Cause, g.Message}
		}
		document.Series = append(document.Series, one)
	}
	return writeJSON(w, document)
}

// WriteSignals writes what was measured for people.
func WriteSignals(w io.Writer, s *Signals) error { return s.answer().writeText(w, s.Look) }

// WriteSignalsMarkdown writes the same for a ticket.
func WriteSignalsMarkdown(w io.Writer, s *Signals) error { return s.answer().writeMarkdown(w) }

// sparkWidth is how many cells a line of blocks has.
const sparkWidth = 40

func (s *Signals) answer() *answer {
	a := &answer{title: []piece{{Strong, s.Function}, {Dim, "  " + placeOf(s.Index, s.Region)}}}
	a.notes = []piece{{Dim, fmt.Sprintf("%s to %s UTC, a point each %s", clock(s.Window.From), clock(s.Window.To),
		english.Duration(s.Window.Period))},
		{DrawnKey, string(spark.Missing) + " is no point: nothing happened, or nothing was measured"}}
	if troubles := s.troubles(); len(troubles.rows) > 0 {
		a.parts = append(a.parts, troubles)
	}
	var p *part
	gaps := map[awsdata.Gap]int{}
	var order []awsdata.Gap
	thing := ""
	for _, x := range s.Series {
		if p == nil || x.Thing != thing {
			thing = x.Thing
			a.parts = append(a.parts, part{heading: x.Kind + " " + named(s.Index, s.Region, x.Thing),
				titles: []string{"metric", "in time", "numbers"}})
			p = &a.parts[len(a.parts)-1]
		}
		p.rows, p.of = append(p.rows, signalRow(x)), append(p.of, x.Thing)
		if g := x.Gap; g != nil {
			if gaps[*g]++; gaps[*g] == 1 {
				order = append(order, *g)
			}
		}
	}
	if s.Log != nil {
		a.parts = append(a.parts, logParts(s.Log)...)
	}
	if len(order) > 0 {
		unknown := part{heading: "Unknown"}
		for _, g := range order {
			words := fmt.Sprintf("%s (%s): %s: %s", g.Call, english.Count(gaps[g], "metric"), g.Cause.Text(), g.Message)
			words = strings.TrimSuffix(words, ": ")
			if g.Cause == awsdata.CauseDenied {
				words += ": it needs cloudwatch:GetMetricData, which vpclens policy --with signals adds"
			}
			unknown.notes = append(unknown.notes, piece{Question, "? " + words})
		}
		a.parts = append(a.parts, unknown)
	}
	return a
}

// troubles are the metrics that count trouble, where there was some: how much, when, and what it is a sign of.
func (s *Signals) troubles() part {
	p := part{heading: "Trouble", titles: []string{"of", "metric", "what"}}
	for _, x := range s.Series {
		first, last := x.TroubledIn()
		if first < 0 {
			continue
		}
		from, to := x.At(first).UTC().Format("15:04"), x.At(last).UTC().Format("15:04")
		when := fmt.Sprintf("from %s to %s", from, to)
		if from == to {
			when = "at " + from
		}
		text := when + ": " + x.Trouble
		if x.Stat == "Sum" {
			text = valueText(x.Sum(), x.Unit) + " " + text
		}
		p.of = append(p.of, x.Thing)
		p.rows = append(p.rows, row{piece{Bad, "✗"}, []piece{
			{Strong, shortName(s.Index, s.Region, x.Thing)}, {Plain, x.Name}, {Bad, text}}})
	}
	return p
}

// Parts is the answer for a screen.
func (s *Signals) Parts() []Part { return s.answer().shown() }

func signalRow(x *metric.Series) row {
	r := row{mark: piece{Dim, "·"}, cells: []piece{{Plain, x.Name}, {Drawn, spark.Line(x.Values, sparkWidth)},
		{Plain, signalWords(x)}}}
	if x.Stat != "Sum" {
		r.cells[0].s += " " + strings.ToLower(x.Stat)
	}
	switch {
	case x.Troubled():
		r.mark, r.cells[1].tone, r.cells[2].tone = piece{Bad, "✗"}, DrawnBad, Bad
	case x.Known() == 0:
		r.mark, r.cells[2].tone = piece{Question, "?"}, Question
	}
	return r
}

// signalWords are the numbers of a series: all of it, the most and when, and the last.
func signalWords(x *metric.Series) string {
	peak, last := x.Peak(), x.Last()
	if peak < 0 {
		if x.Gap != nil {
			return "unknown"
		}
		return "no points"
	}
	at := func(i int) string { return valueText(x.Values[i], x.Unit) + " at " + x.At(i).UTC().Format("15:04") }
	var out []string
	if x.Stat == "Sum" {
		out = append(out, valueText(x.Sum(), x.Unit)+" in all")
	}
	if x.Sum() > 0 {
		out = append(out, "most "+at(peak))
	}
	out = append(out, "last "+at(last))
	if x.Gap != nil {
		out = append(out, "and there may be more")
	}
	return strings.Join(out, ", ")
}

// valueText is a value with its unit, as short as people say it.
func valueText(v float64, unit metric.Unit) string {
	switch unit {
	case metric.Bytes:
		for _, step := range []struct {
			least float64
			word  string
		}{{1e12, "TB"}, {1e9, "GB"}, {1e6, "MB"}, {1e3, "kB"}} {
			if v >= step.least {
				return fmt.Sprintf("%.1f %s", v/step.least, step.word)
			}
		}
		return fmt.Sprintf("%.0f B", v)
	case metric.Milliseconds:
		if v >= 1000 {
			return fmt.Sprintf("%.1f s", v/1000)
		}
		return fmt.Sprintf("%.0f ms", v)
	}
	return fmt.Sprintf("%.0f", v)
}

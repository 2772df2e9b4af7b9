package report

import (
	"fmt"

	"github.com/vpclens/vpclens/analysis/english"
	"github.com/vpclens/vpclens/analysis/flow"
	"github.com/vpclens/vpclens/analysis/reach"
)

// Parts is the answer for a screen.
func (f *Flows) Parts() []Part {
	out := f.answer().shown()
	out[0].Notes = append(pieces([]piece{{Plain, english.Count(f.Read.Records, "flow-log record")}}), out[0].Notes...)
	return out
}

// On is what was recorded of a traced question, for a screen.
func (f *Flows) On(t *reach.Trace) Part {
	var out Part
	on := f.Answer.On(t)
	if len(on) == 0 {
		out.Notes = append(out.Notes, Piece{Question, fmt.Sprintf(
			"no record is of %s %d to this destination: unknown", t.Protocol, t.Port)})
	}
	for i := range on {
		r := f.row(&on[i])
		out.Rows = append(out.Rows, PartRow{Mark: r.mark.tone, Cells: pieces(r.cells)})
	}
	return out
}

// Summary says in a line how records and verdicts stand to each other.
func (f *Flows) Summary() Piece {
	differ, rejected, passed, open := 0, 0, 0, 0
	for i := range f.Answer.Flows {
		switch g := f.Answer.Flows[i].Agreement; {
		case g.Differs():
			differ++
		case g == flow.AgreesRejected || g == flow.SettledRejected:
			rejected++
		case g == flow.AgreesPassed || g == flow.SettledPassed:
			passed++
		default:
			open++
		}
	}
	switch {
	case len(f.Answer.Flows) == 0:
		return Piece{Question, "no record is of a connection of the function: what it does is unknown"}
	case differ > 0:
		return Piece{Warning, fmt.Sprintf("%s not what is computed; %d answered, %d rejected, %d without a reply",
			english.Count(differ, "connection")+map[bool]string{true: " is", false: " are"}[differ == 1], passed,
			rejected, open)}
	}
	return Piece{Plain, fmt.Sprintf("as computed: %s answered, %d rejected, %d without a reply",
		english.Count(passed, "connection"), rejected, open)}
}

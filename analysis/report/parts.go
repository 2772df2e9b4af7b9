package report

// Part is a part of an answer, for a screen that shows the same rows in its own way.
type Part struct {
	Heading string
	Notes   []Piece // a line each
	Rows    []PartRow
}

// PartRow is a row of a part. Its last cell is words, which take the rest of the line.
type PartRow struct {
	Mark  Tone
	Cells []Piece
	Of    string // the id of what the row is about, "" for nothing
}

// Piece is a text in one tone.
type Piece struct {
	Tone Tone
	Text string
}

// shown are the parts of an answer, the lines before them first.
func (a *answer) shown() []Part {
	out := []Part{{Notes: pieces(a.notes)}}
	for i := range a.parts {
		p := &a.parts[i]
		one := Part{Heading: p.heading, Notes: pieces(p.notes)}
		for j, r := range p.rows {
			one.Rows = append(one.Rows, PartRow{Mark: r.mark.tone, Cells: pieces(r.cells)})
			if p.of != nil {
				one.Rows[j].Of = p.of[j]
			}
		}
		out = append(out, one)
	}
	return out
}

func pieces(list []piece) []Piece {
	var out []Piece
	for _, p := range list {
		out = append(out, Piece{p.tone, p.s})
	}
	return out
}

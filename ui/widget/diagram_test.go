package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

// sampleDiagram is a root with two ways into one node, and another below them.
func sampleDiagram() *Diagram {
	var d Diagram
	var lines [][]DiagramPiece
	for _, line := range []string{"fn ─┬─ 名前 ─┬─ nat", "    ├─ b ────┘", "    └─ db"} {
		lines = append(lines, []DiagramPiece{{Span: Span{Text: line}, Node: -1}})
	}
	d.SetDrawing(lines, []DiagramBox{
		{X: 0, Y: 0, W: 2, H: 1, Next: []int{1, 2, 4}}, {X: 7, Y: 0, W: 4, H: 1, Next: []int{3}},
		{X: 7, Y: 1, W: 1, H: 1, Next: []int{3}}, {X: 16, Y: 0, W: 3, H: 1}, {X: 7, Y: 2, W: 2, H: 1}}, 19, 0)
	return &d
}

func TestDiagramIsSeenWhole(t *testing.T) {
	d := sampleDiagram()
	d.SetSize(24, 4)
	const want = `
 fn ─┬─ 名前 ─┬─ nat
     ├─ b ────┘
     └─ db`
	if got := drawn(d); got != want {
		t.Errorf("drawn:\n%s\nwant:\n%s", got, want)
	}
}

// A window that is too small follows the cursor in both directions; half of a wide letter is air.
func TestDiagramIsScrolled(t *testing.T) {
	d := sampleDiagram()
	d.SetSize(8, 2)
	if got, want := drawn(d), "\nfn ─┬─\n    ├─ b"; got != want {
		t.Errorf("at the root:\n%s\nwant:\n%s", got, want)
	}
	d.Select(3)
	if got, want := drawn(d), "\n ─┬─ nat\n──┘"; got != want {
		t.Errorf("on the right:\n%s\nwant:\n%s", got, want)
	}
	d.Select(4)
	if got := drawn(d); !strings.Contains(got, " db") {
		t.Errorf("below:\n%s", got)
	}
	if left, right, above, below := d.Hidden(); !left || !right || !above || below {
		t.Errorf("hidden: left %t, right %t, above %t, below %t", left, right, above, below)
	}
}

// Left and right follow the lines, up and down stay near.
func TestDiagramIsWalked(t *testing.T) {
	d := sampleDiagram()
	d.SetSize(24, 4)
	for _, step := range []struct {
		does string
		do   func() bool
		to   int
	}{
		{"right", func() bool { return d.GoAside(1) }, 1},
		{"down", func() bool { return d.Go(LineDown) }, 2},
		{"right", func() bool { return d.GoAside(1) }, 3},
		{"right again", func() bool { return !d.GoAside(1) }, 3},
		{"left", func() bool { return d.GoAside(-1) }, 1},
		{"last", func() bool { return d.Go(Last) }, 4},
		{"down again", func() bool { return !d.Go(LineDown) }, 4},
		{"left", func() bool { return d.GoAside(-1) }, 0},
		{"page down", func() bool { return d.Go(PageDown) }, 4},
		{"first", func() bool { return d.Go(First) }, 0},
	} {
		if ok := step.do(); !ok {
			t.Errorf("%s: nothing happened, or something did", step.does)
		}
		if n, _ := d.Selected(); n != step.to {
			t.Errorf("%s: at %d, want %d", step.does, n, step.to)
		}
	}
	if n, ok := d.At(8, 1); !ok || n != 2 { // there is a cell of air left of the drawing
		t.Errorf("under the mouse: %d, %t", n, ok)
	}
	if _, ok := d.At(3, 3); ok {
		t.Error("there is something where nothing is")
	}
}

// drawn is a diagram without colors and without the spaces at the ends of lines.
func drawn(d *Diagram) string {
	var b strings.Builder
	for line := range strings.Lines(ansi.Strip(d.View(plainTheme()))) {
		line = strings.TrimRight(line, " \n")
		if line != "" {
			b.WriteString("\n" + line)
		}
	}
	return b.String()
}

// Columns are as wide as their names; where that is too much the longest is cut, and what is left over is scrolled to.
func TestMatrixColumns(t *testing.T) {
	var m Matrix
	columns := []string{"s3", "secretsmanager", "sqs", "lambda"}
	m.SetCells("FUNCTION", columns, []string{"a", "b"}, func(row, column int) MatrixCell {
		return MatrixCell{Verdict: theme.VerdictFine, Letter: "n"}
	})
	head := func(w int) string {
		m.SetSize(w, 3)
		line, _, _ := strings.Cut(ansi.Strip(m.View(plainTheme())), "\n")
		return strings.TrimSpace(line)
	}
	if got := head(60); got != "FUNCTION  s3    secretsmanager  sqs   lambda" {
		t.Errorf("in 60: %q", got)
	}
	if got := head(45); !strings.Contains(got, "  secrets") || !strings.Contains(got, "…  sqs   lambda") {
		t.Errorf("in 45: %q", got)
	}
	if got := head(30); strings.Contains(got, "lambda") || !strings.HasSuffix(got, "→") {
		t.Errorf("in 30: %q", got)
	}
	m.GoColumn(3)
	if got := head(30); !strings.Contains(got, "lambda") || strings.Contains(got, "s3") ||
		!strings.HasSuffix(got, "←") {
		t.Errorf("in 30, at the end: %q", got)
	}
}

// With room for them, words stand beside the marks; what matters to nobody is gray, and no mark where it is not.
func TestMatrixWords(t *testing.T) {
	var m Matrix
	m.SetCells("FUNCTION", []string{"s3", "sqs", "sns", "kms"}, []string{"a"}, func(_, column int) MatrixCell {
		return MatrixCell{Verdict: []theme.Verdict{theme.VerdictFine, theme.VerdictBlocked}[column%2], Letter: "n",
			Word: "endpoint", Quiet: column > 1}
	})
	for w, want := range map[int]string{90: "a ✓ endpoint ✗ endpoint ✓ endpoint ·", 40: "a ✓ n ✗ n ✓ n ·"} {
		m.SetSize(w, 2)
		_, row, _ := strings.Cut(ansi.Strip(m.View(plainTheme())), "\n")
		if got := strings.Join(strings.Fields(row), " "); !strings.HasSuffix(got, want) {
			t.Errorf("in %d: %q", w, got)
		}
	}
}

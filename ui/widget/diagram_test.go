package widget

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func sampleDiagram() *Diagram {
	var d Diagram
	d.SetStrands([]Cell{Say("fn"), Say(" sg")}, []Strand{
		{Aligned: true, Verdict: theme.VerdictFine, Stations: []Station{{Text: "a"}, {Text: "nat-a"}, {Text: "internet"}}},
		{Aligned: true, Verdict: theme.VerdictBlocked, Why: "it is gone", Stations: []Station{{Text: "b"}, {Text: "nat-b", Dead: true}}},
		{Part: true, Verdict: theme.VerdictBlocked, Cut: true, Stations: []Station{{Text: "vpce", Note: "interface"}, {Text: "sqs"}}},
		{Verdict: theme.VerdictFine, Stations: []Station{{Text: "db"}}},
	})
	return &d
}

func TestDiagramIsDrawn(t *testing.T) {
	d := sampleDiagram()
	d.SetSize(60, 6)
	const want = `
 fn  ───┬ a ── nat-a ── internet  ✓
  sg    ├ b ── nat-b ╳            ✗ it is gone
        │
        ├ vpce interface ─╳ sqs   ✗
        └ db                      ✓`
	if got := drawn(d); got != want {
		t.Errorf("drawn:\n%s\nwant:\n%s", got, want)
	}
	d.SetSize(60, 4) // no room for air
	if got := drawn(d); strings.Count(got, "\n") != 4 || strings.Contains(got, "│") {
		t.Errorf("drawn without room for air:\n%s", got)
	}
	d.SetSize(24, 9)
	if got := drawn(d); !d.IsTree() || !strings.Contains(got, "╳ sqs") || !strings.Contains(got, "╳ it is gone") {
		t.Errorf("as a tree:\n%s", got)
	}
}

// The cursor visits every strand, and none of the air between them.
func TestDiagramIsWalked(t *testing.T) {
	d := sampleDiagram()
	d.SetSize(60, 6)
	var walked []int
	for more := true; more; more = d.Go(LineDown) {
		n, _, ok := d.Selected()
		if !ok {
			t.Fatalf("nothing is selected after %v", walked)
		}
		walked = append(walked, n)
	}
	if len(walked) != 4 || walked[3] != 3 {
		t.Errorf("walked %v", walked)
	}
}

// drawn is a diagram without colours and without the spaces at the ends of lines.
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

package widget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/vpclens/vpclens/ui/theme"
)

func sheetScreen(s *Sheet) string {
	var lines []string
	for line := range strings.SplitSeq(ansi.Strip(s.View(plainTheme())), "\n") {
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}

func network() []Section {
	return []Section{
		{Heading: "Function", Rows: []SheetRow{{Cells: []Cell{Say("go · arm64")}}}},
		{Heading: "Way out", Note: Say("from 1 of 2 subnets only"), Columns: []SheetColumn{
			{Extent: Extent{Min: 1, Max: 2, Priority: 9}},
			{Title: "SUBNET", Extent: Extent{Min: 5, Max: 20, Priority: 8}},
			{Title: "WHY", Extent: Extent{Min: 10, Flex: 1, Priority: 7}},
		}, Rows: []SheetRow{
			{ID: "a", Cells: []Cell{Say("a"), Say("app-a"), Say("all internet")}},
			{ID: "b", Cells: []Cell{Say("b"), Say("app-b"), Say("the default route is a blackhole, as the NAT gateway that it names is deleted")}},
		}},
		{Heading: "Role", Rows: []SheetRow{{ID: "role", Cells: []Cell{Say("checkout-role")}}}},
	}
}

func TestSheetPutsHeadingsWhereThereIsRoom(t *testing.T) {
	var s Sheet
	s.SetSections(network())
	s.SetSize(72, 8)
	if got, want := sheetScreen(&s), strings.TrimLeft(`
 Function   go · arm64
 Way out    from 1 of 2 subnets only
               SUBNET  WHY
          ▌ a  app-a   all internet
            b  app-b   the default route is a blackhole, as the NAT
                       gateway that it names is deleted
 Role       checkout-role
`, "\n"); got != want {
		t.Errorf("wide:\n%s\nwant\n%s", got, want)
	}
	s.SetSize(50, 9)
	if got, want := sheetScreen(&s), strings.TrimLeft(`
Function ─────────────────────────────────────────
  go · arm64
Way out ───────────────── from 1 of 2 subnets only
     SUBNET  WHY
▌ a  app-a   all internet
  b  app-b   the default route is a blackhole, as
             the NAT gateway that it names is
             deleted
Role ─────────────────────────────────────────────`, "\n"); got != want {
		t.Errorf("narrow:\n%s\nwant\n%s", got, want)
	}
}

func TestSheetCursorWalksTheRowsThatLead(t *testing.T) {
	var s Sheet
	s.SetSections(network())
	s.SetSize(50, 4)
	walk := func(m Motion) string {
		var ids []string
		for range 20 {
			if id, _ := s.Selected(); len(ids) == 0 || ids[len(ids)-1] != id {
				ids = append(ids, id)
			}
			if !s.Go(m) {
				break
			}
		}
		return strings.Join(ids, " ")
	}
	if got := walk(LineDown); got != "a b role" {
		t.Errorf("walked down %q", got)
	}
	if s.Below() != 0 || !strings.Contains(sheetScreen(&s), "checkout-role") {
		t.Errorf("the end is not shown:\n%s", sheetScreen(&s))
	}
	if got := walk(LineUp); got != "role b a" {
		t.Errorf("walked up %q", got)
	}
	if !strings.HasPrefix(sheetScreen(&s), "Function") {
		t.Errorf("the first line is not shown:\n%s", sheetScreen(&s))
	}
	s.Go(Last)
	if id, _ := s.Selected(); id != "role" {
		t.Errorf("the last row is %q", id)
	}
	s.Go(First)
	s.Select("b")
	changed := network()
	changed[1].Rows = append([]SheetRow{{ID: "0", Cells: []Cell{Say("0")}}}, changed[1].Rows...)
	s.SetSections(changed)
	if id, _ := s.Selected(); id != "b" {
		t.Errorf("after a refresh the cursor is on %q", id)
	}
	s.SetSections(changed[:1])
	if id, ok := s.Selected(); ok {
		t.Errorf("nothing leads anywhere, but %q is chosen", id)
	}
	if !strings.Contains(sheetScreen(&s), "go · arm64") {
		t.Errorf("got\n%s", sheetScreen(&s))
	}
}

// A screen that lays its sections anew after every key still scrolls.
func TestSheetStaysScrolledWhenItIsLaidAnew(t *testing.T) {
	rows := make([]SheetRow, 40)
	for i := range rows {
		rows[i] = SheetRow{ID: fmt.Sprint(i), Cells: []Cell{Say(fmt.Sprint("row ", i))}}
	}
	var s Sheet
	s.SetSections([]Section{{Rows: rows}})
	s.SetSize(20, 10)
	for range 9 {
		s.Go(LineDown)
	}
	s.Go(HalfDown)
	before := sheetScreen(&s)
	if !strings.Contains(before, "▌row 9\n") || strings.Contains(before, "row 3\n") {
		t.Fatalf("the cursor is not in the middle:\n%s", before)
	}
	s.SetSections([]Section{{Rows: rows}})
	if after := sheetScreen(&s); after != before {
		t.Errorf("laid anew it shows\n%s\ninstead of\n%s", after, before)
	}
	s.SetSections([]Section{{Rows: append(rows[30:40:40], rows...)}})
	if after := sheetScreen(&s); !strings.Contains(after+"\n", "▌row 9\n") {
		t.Errorf("with more rows above, the row under the cursor is out of sight:\n%s", after)
	}
}

func TestSheetFillsItsRoomExactly(t *testing.T) {
	var sections []Section
	for i, text := range hostile {
		sec := Section{Heading: text, Note: Say(hostile[(i+1)%len(hostile)])}
		if i%3 > 0 {
			sec.Columns = []SheetColumn{
				{Title: text, Extent: Extent{Min: i % 9, Max: 20, Priority: 2}, Align: Right},
				{Extent: Extent{Min: 4, Flex: 1, Priority: 3}},
				{Extent: Extent{Min: 9, Max: 30, Priority: i}},
			}
		}
		for j := range 3 {
			row := SheetRow{Cells: []Cell{Mark(theme.Bad, text), Say(hostile[(i+j)%len(hostile)])}}
			if j != 1 {
				row.ID = fmt.Sprintf("%d-%d", i, j)
			}
			sec.Rows = append(sec.Rows, row)
		}
		sections = append(sections, sec)
	}
	for _, th := range testThemes()[:1] { // the layout does not depend on colors
		var s, empty Sheet
		s.SetSections(sections)
		motions := []Motion{LineDown, PageDown, LineUp, Last, HalfUp, First, HalfDown, PageUp}
		n := 0
		eachSize(t, func(w, h int) string {
			s.SetSize(w, h)
			s.Go(motions[n%len(motions)])
			n++
			return s.View(th)
		})
		eachSize(t, func(w, h int) string { empty.SetSize(w, h); return empty.View(th) })
	}
}

func TestInputEdits(t *testing.T) {
	var in Input
	in.Insert("vpc:prod  sev")
	in.Do(DeleteWord)
	in.Insert("名前\n\x1b[31m")
	if got := in.Text(); got != "vpc:prod  名前 [31m" {
		t.Fatalf("got %q", got)
	}
	in.Do(CursorStart)
	if in.Do(CursorLeft) || in.Do(DeleteBack) {
		t.Error("there is nothing before the start")
	}
	in.Do(DeleteForward)
	in.Do(CursorRight)
	in.Insert("X")
	if got := in.Text(); !strings.HasPrefix(got, "pXc:") {
		t.Errorf("got %q", got)
	}
	in.Do(CursorEnd)
	in.Do(DeleteBack)
	in.Do(DeleteToStart)
	if got := in.Text(); got != "" {
		t.Errorf("got %q", got)
	}
	in.Insert("trace checkout-api s3")
	in.Do(CursorWordLeft)
	in.Do(CursorWordLeft)
	in.Do(DeleteWordForward)
	in.Do(CursorWordRight)
	in.Do(DeleteBack)
	in.Insert("qs")
	in.Do(DeleteToEnd)
	if got := in.Text(); got != "trace  sqs" {
		t.Errorf("got %q", got)
	}
	// Nothing that can be done at any place panics.
	for _, text := range []string{"", " ", "   ", "a", "a  ", "  a b "} {
		for e := CursorLeft; e <= DeleteToEnd; e++ {
			for at := range len(text) + 1 {
				in.SetText(text)
				for range at {
					in.Do(CursorLeft)
				}
				in.Do(e)
			}
		}
	}
	in.SetText("")
	in.Insert(strings.Repeat("x", 3*maxInput))
	if got := len(in.Text()); got != maxInput {
		t.Errorf("%d letters were kept", got)
	}
	in.SetText("a名b前c")
	for w := 1; w < 12; w++ {
		for range 6 {
			in.Do(CursorLeft)
		}
		for range 7 {
			text, at := in.View(plainTheme(), w)
			if !isBlock(t, text, w, 1) || at < 0 || at >= w {
				t.Fatalf("width %d: %q, cursor at %d", w, text, at)
			}
			in.Do(CursorRight)
		}
	}
}

func TestWrapBreaksBetweenWords(t *testing.T) {
	for _, c := range []struct {
		in   string
		w    int
		want []string
	}{
		{"run aws sso login --profile prod", 20, []string{"run aws sso login", "--profile prod"}},
		{"nat-0c, which is gone", 7, []string{"nat-0c,", "which", "is gone"}},
		{"  indented code stays", 12, []string{"  indented", "code stays"}},
		{"arn:aws:iam::1:role/x", 8, []string{"arn:aws:", "iam::1:r", "ole/x"}},
		{"a\nb", 10, []string{"a", "b"}},
		{"", 10, []string{""}},
	} {
		if got := Wrap(c.in, c.w); fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.in, c.w, got, c.want)
		}
	}
}

func TestSheetSectionsSideBySide(t *testing.T) {
	rows := func(names ...string) (out []SheetRow) {
		for _, n := range names {
			out = append(out, SheetRow{ID: n, Cells: []Cell{Say(n)}})
		}
		return out
	}
	columns := []SheetColumn{{Extent: Extent{Min: 3, Max: 20, Priority: 1}}}
	var s Sheet
	s.SetSections([]Section{
		{Heading: "Left", Note: Say("two"), Columns: columns, Rows: rows("a", "b")},
		{Heading: "Right", Note: Say("three"), Columns: columns, Rows: rows("x", "y", "z"), Beside: 72},
		{Heading: "Under", Columns: columns, Rows: rows("last")},
	})
	s.SetSize(72, 5)
	s.Go(LineDown)
	s.Go(LineDown)
	if got, want := sheetScreen(&s), strings.TrimLeft(`
 Left    two                              Right  three
         a                              ▌ x
         b                                y
                                          z
 Under   last`, "\n"); got != want {
		t.Errorf("wide:\n%s\nwant\n%s", got, want)
	}
	s.SetSize(71, 9)
	if got := sheetScreen(&s); strings.Count(got, "──") < 3 || !strings.Contains(got, "▌ x") {
		t.Errorf("narrow:\n%s", got)
	}
	for w := range 100 {
		for h := range 12 {
			s.SetSize(w, h)
			for y, line := range strings.Split(s.View(plainTheme()), "\n") {
				if w > 0 && h > 0 && ansi.StringWidth(line) != w {
					t.Fatalf("%dx%d: line %d has %d cells", w, h, y, ansi.StringWidth(line))
				}
			}
		}
	}
}

// A heading is told from the mark of the cursor beside it, and the longest that there usually are stand whole.
func TestSheetHeadingsHaveAir(t *testing.T) {
	for heading, want := range map[string]string{
		"Functions": " Functions ▌ x", "Database instance": " Database instance ▌ x",
		"Site-to-site connection": " Site-to-site conn… ▌ x",
	} {
		var s Sheet
		s.SetSections([]Section{{Heading: heading, Columns: []SheetColumn{{Extent: Extent{Min: 3, Max: 20}}},
			Rows: []SheetRow{{ID: "x", Cells: []Cell{Say("x")}}}}})
		s.SetSize(80, 3)
		if got, _, _ := strings.Cut(sheetScreen(&s), "\n"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

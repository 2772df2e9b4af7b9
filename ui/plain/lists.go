package plain

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/ui/host"
	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// What can be typed about a list: which rows, in which order, with which columns, and under which name to find it
// again.

func (s *session) filter(text string) {
	if text == "" {
		if ok, _ := s.can(screen.ClearFilter); ok {
			s.do(screen.ClearFilter)
		}
		s.show()
		return
	}
	s.do(screen.Filter)
	s.do(screen.EditClear)
	s.tell(screen.Type{Text: text})
	s.do(screen.Accept)
	s.show()
}

func (s *session) sort(column string) {
	if column == "" {
		s.out.say("Columns to sort by: " + strings.Join(s.list().Columns(), ", ") + ".")
		return
	}
	was := s.list().Arrangement()
	if s.tell(screen.Sort{Column: column}); !s.list().Arrangement().Equal(was) {
		s.show()
	}
}

func sortHere(s *session) (bool, string) { return s.list() != nil, screens.NotSorted }

// arrange shows the columns of a list that its place or the settings say.
func (s *session) arrange(p screen.Place, of screen.Screen) {
	list, ok := of.(screens.Arranged)
	if columns := screens.ColumnsAt(p, s.o.Columns); ok && len(columns) > 0 {
		is := list.Arrangement()
		is.Columns = columns
		list.Arrange(is)
	}
}

func (s *session) columned() screens.Columned { l, _ := s.screen().(screens.Columned); return l }

func columnsHere(s *session) (bool, string) {
	return s.columned() != nil, "only lists have columns to choose"
}

// usual is typed for the columns that a list has by itself.
const usual = "usual"

// columns shows the columns that are named, parted by commas as some of their names hold spaces.
func (s *session) columns(text string) {
	list := s.columned()
	var all, shown []string
	for _, c := range list.ColumnChoices() {
		if all = append(all, c.Key); c.Shown {
			shown = append(shown, c.Key)
		}
	}
	if text == "" {
		s.out.say("Columns: " + strings.Join(all, ", ") + ".")
		if len(list.Arrangement().Columns) == 0 { // which of them are seen is a question of width elsewhere
			shown = []string{"the usual ones"}
		}
		s.out.say("Shown: " + strings.Join(shown, ", ") + ".")
		return
	}
	is := list.Arrangement()
	is.Columns = nil
	if text != usual {
		for key := range strings.SplitSeq(text, ",") {
			key = strings.TrimSpace(key)
			if !slices.Contains(all, key) {
				s.out.sayf("There is no column %q here: want %s.", key, strings.Join(all, ", "))
				return
			}
			if !slices.Contains(is.Columns, key) {
				is.Columns = append(is.Columns, key)
			}
		}
	}
	list.Arrange(is)
	s.show()
}

// SaveView keeps the list that is shown as a view.
func (c carrier) SaveView(i screen.SaveView) {
	s := c.s
	if i.Name == "" {
		s.ask(host.AskView(s.env.Views), "")
		return
	}
	view, err := screens.ViewOf(s.screen(), s.history.Current().Place, i.Name)
	if err != nil {
		s.out.say(sentence(err.Error()))
		return
	}
	s.carry(s.o.KeepViews.Keep(&s.env, view, i.Over))
}

// DropView removes a view that was saved.
func (c carrier) DropView(i screen.DropView) { c.s.carry(c.s.o.KeepViews.Remove(&c.s.env, i.Name)) }

func (s *session) save(name string) { s.carry(screen.SaveView{Name: name}) }

func (s *session) unsave(name string) {
	if name == "" {
		s.out.say("Unsave which view? Type unsave and its name.")
		return
	}
	s.carry(screen.DropView{Name: strings.ToLower(name)})
}

package ui

import (
	"maps"
	"reflect"
	"slices"
	"sync"

	tea "charm.land/bubbletea/v2"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
	"github.com/vpclens/vpclens/ui/statefile"
)

// stateSaver is what is remembered between runs.
type stateSaver struct {
	state  statefile.State
	save   func(statefile.State) // nil where nothing is kept
	saved  statefile.State       // what save was given last
	saving bool
	last   *lastWrite
}

// lastWrite sees to it that nothing is written after the last state, by a write
// that was handed out and not begun when the program ended.
type lastWrite struct {
	mu   sync.Mutex
	done bool
}

// write saves a state, unless the last one is written already.
func (l *lastWrite) write(save func(statefile.State), s statefile.State, last bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.done {
		l.done = last
		save(s)
	}
}

// savedMsg says that the state was written.
type savedMsg struct{}

func newStateSaver(state statefile.State, save func(statefile.State)) stateSaver {
	state.Lists, state.Regions = maps.Clone(state.Lists), maps.Clone(state.Regions)
	return stateSaver{state: state, save: save, saved: copied(state), last: &lastWrite{}}
}

func copied(s statefile.State) statefile.State {
	s.Lists, s.Regions = maps.Clone(s.Lists), maps.Clone(s.Regions)
	return s
}

// changed says whether there is something to write.
func (k *stateSaver) changed() bool { return k.save != nil && !reflect.DeepEqual(k.state, k.saved) }

// start writes the state off the goroutine that draws, one write at a time.
func (k *stateSaver) start() tea.Cmd {
	if k.saving || !k.changed() {
		return nil
	}
	k.saving, k.saved = true, copied(k.state)
	save, state, last := k.save, k.saved, k.last
	return func() tea.Msg {
		last.write(save, state, false)
		return savedMsg{}
	}
}

// finish writes what is still to be written, when the program has ended: what is
// being written as well, as nobody waits for that any more.
func (k *stateSaver) finish() {
	if k.saving || k.changed() {
		k.last.write(k.save, copied(k.state), true)
	}
}

// regionsOf are the regions of a profile that were looked at last.
func (k *stateSaver) regionsOf(profile string) []string {
	return k.state.Regions[statefile.Profile(profile)]
}

// listName is under which name a list is remembered: that of its screen and, for
// resources, of their kind.
func listName(p screen.Place) string {
	if p.Kind != "" {
		return p.Screen + "/" + p.Kind
	}
	return p.Screen
}

// order is how a person left a list. It is kept while the explorer is open and no longer: whoever comes back at night
// wants the worst first, and not last week's order.
type order struct {
	sort       string
	descending bool
}

// arrange shows a list as it was left.
func (a *App) arrange(p screen.Place, s screen.Screen) {
	list, ok := s.(screens.Arranged)
	if !ok {
		return
	}
	columns := screens.ColumnsAt(p, a.columns)
	if was := a.saver.state.Lists[listName(p)]; len(was.Columns) > 0 && p.Columns == "" { // a view has its own
		columns = was.Columns
	}
	was, kept := a.orders[listName(p)]
	if p.Sort != "" { // and its own order, which comes with the rows
		was = order{list.Arrangement().Sort, list.Arrangement().Descending}
	}
	if kept || columns != nil {
		list.Arrange(screens.Arrangement{Sort: was.sort, Descending: was.descending, Columns: columns})
	}
}

// keepOrder remembers how the list that is shown is sorted.
func (a *App) keepOrder() {
	v := a.history.Current()
	list, ok := v.Screen.(screens.Arranged)
	if !ok || v.Place.Sort != "" {
		return
	}
	if a.orders == nil {
		a.orders = map[string]order{}
	}
	now := list.Arrangement()
	a.orders[listName(v.Place)] = order{now.Sort, now.Descending}
	if now.Sort == "" && !now.Descending {
		delete(a.orders, listName(v.Place)) // its own order
	}
}

// keepAs remembers how a list is shown.
func (a *App) keepAs(name string, is statefile.List) tea.Cmd {
	lists := a.saver.state.Lists
	if reflect.DeepEqual(lists[name], is) {
		return nil
	}
	if lists == nil {
		lists = map[string]statefile.List{}
		a.saver.state.Lists = lists
	}
	lists[name] = is
	if reflect.DeepEqual(is, statefile.List{}) {
		delete(lists, name)
	}
	return a.saver.start()
}

func (a *App) keepTheme() tea.Cmd {
	a.saver.state.Theme = a.theme
	return a.saver.start()
}

// keepRegions remembers which regions of a live account are looked at.
func (a *App) keepRegions() tea.Cmd {
	if !a.source.Live {
		return nil
	}
	profile, regions := statefile.Profile(a.source.Profile), a.saver.state.Regions
	if slices.Equal(regions[profile], a.source.Regions) {
		return nil
	}
	if regions == nil {
		regions = map[string][]string{}
		a.saver.state.Regions = regions
	}
	regions[profile] = slices.Clone(a.source.Regions)
	if len(a.source.Regions) == 0 {
		delete(regions, profile)
	}
	return a.saver.start()
}

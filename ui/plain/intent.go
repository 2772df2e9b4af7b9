package plain

import (
	"strings"

	"github.com/vpclens/vpclens/ui/screen"
	"github.com/vpclens/vpclens/ui/screens"
)

// carrier does what screens want, in words.
type carrier struct{ s *session }

// Push implements [host.Face], as the other methods do.
func (c carrier) Push(i screen.Push) { c.s.visit(i.To) }

// Copy says the text, as there is nothing else to put it on.
func (c carrier) Copy(i screen.Copy) {
	c.s.out.say("Copy begins: " + i.What)
	for line := range strings.SplitSeq(strings.TrimRight(i.Text, "\n"), "\n") {
		c.s.out.copied(line)
	}
	c.s.out.say("Copy ends.")
}

// Status says it.
func (c carrier) Status(i screen.Status) { c.s.out.say(sentence(i.Text)) }

// Compute computes at once what the explorer does beside drawing: there is
// nothing to draw.
func (c carrier) Compute(i screen.Compute) {
	if value := i.Work(c.s.ctx); c.s.ctx.Err() == nil {
		c.s.tell(screen.Computed{Value: value})
	}
}

// Ask asks the question.
func (c carrier) Ask(i screen.Ask) { c.s.ask(i, "") }

// Run does what the word for the command does.
func (c carrier) Run(i screen.Run) { c.s.run(i.Command) }

// Tell tells the screen, and says what became of it.
func (c carrier) Tell(i screen.Tell) {
	c.s.tell(i.Msg)
	c.s.show()
}

// Switch says how another account is read.
func (c carrier) Switch(screen.Switch) {
	c.s.out.say("Another account or region is read by starting again, with --profile or --region.")
}

// Restyle says that there are no looks.
func (c carrier) Restyle(screen.Restyle) { c.s.out.say("There is no theme here: it is all text.") }

// Browse says the address.
func (c carrier) Browse(i screen.Browse) { c.s.out.say("Address: " + i.URL) }

// Against compares with another snapshot.
func (c carrier) Against(i screen.Against) { c.s.tellAgainst(i.Path) }

// Export writes what is seen to a file, or says it.
func (c carrier) Export(i screen.Export) {
	text, err := screens.Export(c.s.screen(), c.s.here(), i.Form)
	if i.Form == screen.Text {
		text, err = c.s.text(), nil
	}
	switch {
	case err != nil:
		c.s.out.say(sentence(err.Error()))
	case i.File == "" || c.s.o.SaveFile == nil:
		c.Copy(screen.Copy{Text: text, What: "this screen as " + i.Form})
	default:
		if err := c.s.o.SaveFile(i.File, text, false); err != nil {
			c.s.out.say(sentence(err.Error()))
			return
		}
		c.s.out.say("Wrote " + i.File + ".")
	}
}

// Display says the text: there is no other program here to show it.
func (c carrier) Display(i screen.Display) { c.Copy(screen.Copy{Text: i.Text, What: i.Name}) }

// Remember keeps nothing: whoever reads the screens as text has what they typed above. What is wrong with it is said.
func (c carrier) Remember(i screen.Remember) {
	if i.Note != "" {
		c.s.out.say(sentence(i.Note))
	}
}

// Watch says that nothing is read by itself: lines that come unasked would be read out in the middle of others.
func (c carrier) Watch(screen.Watch) {
	c.s.out.say("Nothing is read by itself here: reload reads the account again.")
}

package host

import "github.com/vpclens/vpclens/ui/screen"

// Face carries out what screens want, each in its way: the explorer draws, the
// plain mode says. Whoever adds an intent adds it here, and no face can forget it.
type Face interface {
	Push(screen.Push)
	Copy(screen.Copy)
	Status(screen.Status)
	Compute(screen.Compute)
	Ask(screen.Ask)
	Run(screen.Run)
	Tell(screen.Tell)
	Switch(screen.Switch)
	Restyle(screen.Restyle)
	Browse(screen.Browse)
	Against(screen.Against)
	Watch(screen.Watch)
	Export(screen.Export)
	Display(screen.Display)
	Remember(screen.Remember)
	Amend(screen.Amend)
	WriteEdits(screen.WriteEdits)
	OpenEdits(screen.OpenEdits)
	SaveView(screen.SaveView)
	DropView(screen.DropView)
}

// Carry hands an intent to the face; nil is nothing to do.
func Carry(f Face, i screen.Intent) {
	switch i := i.(type) {
	case screen.Push:
		f.Push(i)
	case screen.Copy:
		f.Copy(i)
	case screen.Status:
		f.Status(i)
	case screen.Compute:
		f.Compute(i)
	case screen.Ask:
		f.Ask(i)
	case screen.Run:
		f.Run(i)
	case screen.Tell:
		f.Tell(i)
	case screen.Switch:
		f.Switch(i)
	case screen.Restyle:
		f.Restyle(i)
	case screen.Browse:
		f.Browse(i)
	case screen.Against:
		f.Against(i)
	case screen.Watch:
		f.Watch(i)
	case screen.Export:
		f.Export(i)
	case screen.Display:
		f.Display(i)
	case screen.Remember:
		f.Remember(i)
	case screen.Amend:
		f.Amend(i)
	case screen.WriteEdits:
		f.WriteEdits(i)
	case screen.OpenEdits:
		f.OpenEdits(i)
	case screen.SaveView:
		f.SaveView(i)
	case screen.DropView:
		f.DropView(i)
	}
}

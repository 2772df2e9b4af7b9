package screens

import (
	"github.com/vpclens/vpclens/ui/screen"
)

// wheelMoved says so when the wheel could not move anything.
func wheelMoved(ok bool, by int) screen.Intent {
	if by < 0 {
		return moved(ok, screen.Up)
	}
	return moved(ok, screen.Down)
}

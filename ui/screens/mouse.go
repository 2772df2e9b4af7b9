package screens

import (
	"github.com/vpclens/vpclens/ui/screen"
)

// turned says so when the wheel could not move anything.
func turned(ok bool, by int) screen.Intent {
	if by < 0 {
		return moved(ok, screen.Up)
	}
	return moved(ok, screen.Down)
}

//go:build !unix

package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// stopJob is not possible where nobody stops programs.
func stopJob() error { return errNoShell }

// suspensions does nothing where nobody stops programs.
func suspensions(context.Context, func(tea.Msg)) {}

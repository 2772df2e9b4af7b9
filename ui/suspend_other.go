//go:build !unix

package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"
)

// suspensions does nothing where nobody stops programs.
func suspensions(context.Context, func(tea.Msg)) {}

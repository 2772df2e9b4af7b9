package screen

import (
	"context"

	"github.com/vpclens/vpclens/analysis/timeline"
)

// Trail is who tells of changes: CloudTrail, or a file of its answers. It is asked when a person wants to know, and
// never before.
type Trail struct {
	// Asks is what asking means, in words: who is asked for what, and how often.
	Asks string
	// Tell asks, and returns soon after ctx ends; progress says which thing is asked about. Nil is that there is nobody.
	Tell func(ctx context.Context, asked timeline.Asked, progress func(n, of int)) (*timeline.Told, error)
}

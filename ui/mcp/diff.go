package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
	"github.com/vpclens/vpclens/awsdata"
)

type diffIn struct {
	Before string `json:"before" jsonschema:"now, what was read of the account; a time for which a state was kept, such as yesterday, 14:05 or 2026-11-28; or the name of a snapshot in the folder that the person has opened for this."`
	After  string `json:"after,omitempty" jsonschema:"The same; now if it is left out."`
}

func difference() tool {
	return asks(tool{name: "diff", title: "What changed",
		about: "Compares two snapshots of the account: which functions can reach something they could not before, or no longer can, and which " +
			"resources were changed. Only what the person who started the server has opened can be compared: no other file is read. The same as " +
			"`vpclens diff OLD NEW --format json`."},
		func(properties map[string]*jsonschema.Schema) {
			properties["before"].MinLength = jsonschema.Ptr(1)
			properties["before"].MaxLength, properties["after"].MaxLength = jsonschema.Ptr(255), jsonschema.Ptr(255)
		},
		func(ctx context.Context, q *asked[diffIn]) ([]document, error) {
			if q.Side == nil {
				return nil, errors.New("there is nothing to compare: " +
					"the server was started without --history DIR and without --allow DIR")
			}
			var sides [2]*awsdata.Index
			var called [2]string
			for i, name := range []string{q.In.Before, q.In.After} {
				if name == "" || name == "now" {
					sides[i], called[i] = q.Index, "now"
					continue
				}
				snapshot, is, err := q.Side(ctx, name)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", clean(name), err)
				}
				sides[i], called[i] = awsdata.NewIndex(snapshot), is
			}
			d := ask.Diff(sides[0], sides[1], called)
			return []document{func(w io.Writer) error { return report.WriteDiffJSON(w, d) }}, nil
		})
}

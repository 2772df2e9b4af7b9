package mcp

import (
	"context"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
)

type findIn struct {
	Text string `json:"text" jsonschema:"An address, a range, an ARN, a host name, an id, a part of a name, or the value of a tag."`
}

func find() tool {
	return asks(tool{name: "find", title: "Find what something belongs to",
		about: "Looks for a text among everything in the snapshot: who has an address and in which subnets it lies, what has or names a " +
			"range, the resource of an ARN, what answers to a host name, what has the text in its name, id or tags. missing names lists that " +
			"were not read: there may be more in them. The same as `vpclens find TEXT --format json`."},
		func(properties map[string]*jsonschema.Schema) {
			properties["text"].MinLength, properties["text"].MaxLength = jsonschema.Ptr(1), jsonschema.Ptr(2048)
		},
		func(_ context.Context, q *asked[findIn]) ([]document, error) {
			f, err := ask.Find(q.Index, q.In.Text)
			if err != nil {
				return nil, err
			}
			return []document{func(w io.Writer) error { return report.WriteFindJSON(w, f) }}, nil
		})
}

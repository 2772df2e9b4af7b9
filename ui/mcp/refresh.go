package mcp

import (
	"context"

	"github.com/google/jsonschema-go/jsonschema"
)

type refreshIn struct{}

func refresh() tool {
	return asks(tool{name: "refresh", title: "Read the account again", reads: true,
		about: "Reads the account again, from AWS or from the snapshot that the server was started with, and answers with the time of what " +
			"was read. It takes a minute or more for a large account in AWS. Every other tool answers from what was read last."},
		func(map[string]*jsonschema.Schema) {},
		func(context.Context, *asked[refreshIn]) ([]document, error) { return nil, nil })
}

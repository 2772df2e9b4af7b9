package mcp

import (
	"context"
	"io"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/vpclens/vpclens/analysis/ask"
	"github.com/vpclens/vpclens/analysis/report"
)

type whyIn struct {
	Text     string `json:"text" jsonschema:"The error as it was printed: of a runtime or a driver, lines of a log, a JSON log event, a CloudWatch alarm, an X-Ray segment, or a failed deletion of CloudFormation or Terraform. Of it only names, hosts, ports and times are kept."`
	Function string `json:"function,omitempty" jsonschema:"The function that failed, by its name or ARN, where the text does not name it."`
	To       string `json:"to,omitempty"`
}

// longestText is how much of an error or a log is taken.
const longestText = 1 << 20

func why() tool {
	return asks(tool{name: "why", title: "Why did it fail",
		about: "Explains an error: the causes ranked, each computed from the account with its proof and its fix; what is excluded, and why; " +
			"what is unknown, and the call or the command that settles it. Nothing is guessed: a text in which no symptom is found is an error. " +
			"The same as `vpclens why FUNCTION TEXT --format json`."},
		func(properties map[string]*jsonschema.Schema) {
			properties["text"].MinLength, properties["text"].MaxLength = jsonschema.Ptr(1), jsonschema.Ptr(longestText)
			properties["to"].Description = "What was called, where the text does not say: " + toWords
		},
		func(ctx context.Context, q *asked[whyIn]) ([]document, error) {
			read, err := ask.Symptoms(q.In.Text)
			if err != nil {
				return nil, err
			}
			y, err := ask.Why(ctx, q.Result, q.In.Function, q.In.Text, q.In.To, read)
			if err != nil {
				return nil, err
			}
			y.Look = q.Look
			return []document{func(w io.Writer) error { return report.WriteWhyJSON(w, y) }}, nil
		})
}

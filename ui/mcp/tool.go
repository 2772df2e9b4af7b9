package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/analysis/ask"
)

// tool is a row of the table of tools: a file each.
type tool struct {
	name, title, about string
	reads              bool // the account is read again, from AWS where it is live
	add                func(*Server)
}

// tools is the table of what agents can ask; they are listed by their names.
func tools() []tool {
	return []tool{listFunctions(), findings(), trace(), reachable(), why(), usedBy(), find(), whatIf(), difference(),
		refresh()}
}

// document writes one document of an answer.
type document = func(io.Writer) error

// asked is a question of an agent about the account as it was read.
type asked[In any] struct {
	*Server
	*analysis.Result
	In In
}

// asks adds to a tool what answers it. detail says of its arguments what their types do not: values, least and most.
func asks[In any](t tool, detail func(properties map[string]*jsonschema.Schema),
	answer func(context.Context, *asked[In]) ([]document, error)) tool {
	t.add = func(s *Server) {
		schema, err := jsonschema.For[In](nil)
		if err != nil {
			panic(fmt.Sprintf("arguments of %s: %v", t.name, err)) // a mistake in this package, which any test finds
		}
		detail(schema.Properties)
		mcp.AddTool(s.mcp, &mcp.Tool{Name: t.name, Title: t.title, Description: t.about, InputSchema: schema,
			Annotations: s.annotations(t)},
			func(ctx context.Context, _ *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
				out, err := answered(ctx, s, t.reads, in, answer)
				if err != nil {
					s.Log.Info("refused", "tool", t.name, "error", clean(err.Error()))
					return nil, nil, s.next(err)
				}
				return nil, json.RawMessage(out), nil
			})
	}
	return t
}

// annotations say what a tool may do: nothing at all, but that some ask AWS.
func (s *Server) annotations(t tool) *mcp.ToolAnnotations {
	open, destroys := t.reads && s.Source.Live, false
	return &mcp.ToolAnnotations{Title: t.title, ReadOnlyHint: true, IdempotentHint: true, DestructiveHint: &destroys,
		OpenWorldHint: &open}
}

// answered is the answer to a question, within the limit.
func answered[In any](ctx context.Context, s *Server, again bool, in In,
	answer func(context.Context, *asked[In]) ([]document, error)) ([]byte, error) {
	read := s.account.result
	if again {
		read = s.account.read
	}
	result, err := read(ctx)
	if err != nil {
		return nil, fmt.Errorf("read the account: %w", err)
	}
	documents, err := answer(ctx, &asked[In]{s, result, in})
	if err != nil {
		return nil, err
	}
	return s.envelope(ctx, result, documents)
}

// snapshotOf tells which account an answer is about, and when it was read.
type snapshotOf struct {
	Source     string   `json:"source"`
	AccountID  string   `json:"accountId"`
	Accounts   int      `json:"accounts,omitempty"` // where there are several
	CapturedAt *string  `json:"capturedAt"`         // null where the source does not say
	Regions    []string `json:"regions"`
	Gaps       int      `json:"gaps"` // calls that brought no answer: what depends on them is unknown
}

func (s *Server) snapshotOf(result *analysis.Result) snapshotOf {
	out := snapshotOf{Source: clean(s.Source.Name), AccountID: result.Snapshot.AccountID,
		Regions: result.Snapshot.RegionNames(), Gaps: len(result.Snapshot.Gaps())}
	if n := len(result.Accounts); n > 1 {
		out.Accounts = n
	}
	if at := result.Snapshot.CapturedAt; !at.IsZero() {
		text := at.UTC().Format(time.RFC3339)
		out.CapturedAt = &text
	}
	return out
}

// envelope is an answer as agents get it.
func (s *Server) envelope(ctx context.Context, result *analysis.Result, documents []document) ([]byte, error) {
	var answers []value
	for _, write := range documents {
		if err := ctx.Err(); err != nil {
			return nil, context.Cause(ctx)
		}
		var b bytes.Buffer
		if err := write(&b); err != nil {
			return nil, err
		}
		v, err := parse(b.Bytes())
		if err != nil {
			return nil, err
		}
		answers = append(answers, v)
	}
	head, err := json.Marshal(s.snapshotOf(result))
	if err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return fit(head, answers, s.Limit)
}

// next is an error in the words of agents: it names the tool with which to go on.
func (s *Server) next(err error) error {
	var function *ask.NoFunctionError
	var resource *ask.NoResourceError
	switch {
	case errors.As(err, &function) && !function.None && len(function.Near) == 0:
		return fmt.Errorf("no function %q: list_functions lists them", clean(function.Pattern))
	case errors.As(err, &resource) && len(resource.Near) == 0:
		return fmt.Errorf("no resource %q: find looks for parts of names, addresses and tags", clean(resource.Text))
	case errors.Is(err, context.Canceled):
		return errors.New("canceled")
	}
	return errors.New(clean(err.Error()))
}

package mcp

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/charmbracelet/x/exp/golden"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/vpclens/vpclens/analysis"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/demo"
)

// demoAccount is the built-in account, computed once for all tests.
var demoAccount = sync.OnceValues(func() (*analysis.Result, error) {
	snapshot, err := demo.Snapshot()
	if err != nil {
		return nil, err
	}
	return analysis.Run(context.Background(), snapshot, analysis.Options{})
})

func ofDemo() Options {
	return Options{Version: "test", Source: Source{Name: "demo",
		Read: func(context.Context) (*analysis.Result, error) { return demoAccount() }},
		Computing: func() (analysis.Options, error) { return analysis.Options{}, nil },
		Side: func(_ context.Context, name string) (*awsdata.Snapshot, string, error) {
			if name != "yesterday" {
				return nil, "", errors.New("want now or yesterday")
			}
			snapshot, err := demo.Yesterday()
			return snapshot, name, err
		}}
}

// connect is a client of a server, over streams in memory.
func connect(t *testing.T, o Options) *mcp.ClientSession {
	t.Helper()
	theirs, ours := mcp.NewInMemoryTransports()
	server, err := New(o).mcp.Connect(t.Context(), ours, nil)
	if err != nil {
		t.Fatal(err)
	}
	client, err := mcp.NewClient(&mcp.Implementation{Name: "test"}, nil).Connect(t.Context(), theirs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		server.Wait()
	})
	return client
}

// call asks a tool.
func call(t *testing.T, c *mcp.ClientSession, tool string, arguments map[string]any) *mcp.CallToolResult {
	t.Helper()
	out, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s %v: %v", tool, arguments, err)
	}
	return out
}

// answer is what comes of a question that has one.
type answer struct {
	Snapshot  snapshotOf
	Answers   []map[string]any
	Truncated []left
}

// answerOf is the answer to a question. The text has to say the same as the structured content.
func answerOf(t *testing.T, c *mcp.ClientSession, tool string, arguments map[string]any) (answer, string) {
	t.Helper()
	out := call(t, c, tool, arguments)
	if out.IsError {
		t.Fatalf("%s %v: %s", tool, arguments, said(out))
	}
	structured, err := json.Marshal(out.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	var fromText any
	if err := json.Unmarshal([]byte(said(out)), &fromText); err != nil {
		t.Fatalf("%s %v: the text is no JSON: %v", tool, arguments, err)
	}
	if same, err := json.Marshal(fromText); err != nil || !bytes.Equal(same, structured) {
		t.Errorf("%s %v: text and structured content differ (%v)", tool, arguments, err)
	}
	var a answer
	if err := json.Unmarshal(structured, &a); err != nil {
		t.Fatal(err)
	}
	return a, said(out)
}

// said is the text of an answer.
func said(r *mcp.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		b.WriteString(c.(*mcp.TextContent).Text)
	}
	return b.String()
}

// questions has one of each tool.
var questions = []struct {
	tool      string
	arguments map[string]any
	schema    string // of the document that answers it
}{
	{"list_functions", map[string]any{"internet": "open"}, "vpclens.functions/v1"},
	{"findings", map[string]any{"severity": "high"}, "vpclens.findings/v1"},
	{"findings", map[string]any{"list": "causes"}, "vpclens.causes/v1"},
	{"trace", map[string]any{"function": "checkout-api", "to": "203.0.114.9"}, "vpclens.trace/v1"},
	{"reach", map[string]any{"function": "checkout-api"}, "vpclens.reach/v1"},
	{"why", map[string]any{"text": "checkout-api Task timed out after 6.00 seconds"}, "vpclens.why/v1"},
	{"used_by", map[string]any{"resource": "nat-a"}, "vpclens.usedby/v1"},
	{"find", map[string]any{"text": "10.20.16.10"}, "vpclens.find/v1"},
	{"what_if", map[string]any{"edits": []any{map[string]any{"action": "remove", "kind": "nat",
		"id": "nat-03e4bad65d0d910ab"}}, "to": "203.0.114.9"}, "vpclens.whatif/v1"},
	{"diff", map[string]any{"before": "yesterday"}, "vpclens.diff/v1"},
	{"refresh", nil, ""},
}

// Every tool answers with a document of its own kind, of the account, within the limit.
func TestTools(t *testing.T) {
	c := connect(t, ofDemo())
	asked := map[string]bool{}
	for _, q := range questions {
		asked[q.tool] = true
		a, text := answerOf(t, c, q.tool, q.arguments)
		if a.Snapshot.AccountID != "123456789012" || a.Snapshot.CapturedAt == nil || a.Snapshot.Source != "demo" {
			t.Errorf("%s: of which account and time it is, is missing: %+v", q.tool, a.Snapshot)
		}
		if len(text) > usualLimit {
			t.Errorf("%s: %d bytes", q.tool, len(text))
		}
		switch {
		case q.schema == "" && len(a.Answers) == 0:
		case len(a.Answers) != 1 || a.Answers[0]["schema"] != q.schema:
			t.Errorf("%s: want one document %q, got %.200s", q.tool, q.schema, text)
		}
	}
	for _, tool := range tools() {
		if !asked[tool.name] {
			t.Errorf("%s is not asked here", tool.name)
		}
	}
}

// TestList holds what agents are told of the tools, resources and prompts: a person reviews it as a golden.
func TestList(t *testing.T) {
	c := connect(t, ofDemo())
	golden.RequireEqual(t, listed(t, c))
}

// listed is all that a client is told before it asks.
func listed(t *testing.T, c *mcp.ClientSession) []byte {
	t.Helper()
	list, err := c.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		a := tool.Annotations
		if !a.ReadOnlyHint || *a.DestructiveHint || *a.OpenWorldHint || tool.Description == "" {
			t.Errorf("%s: %+v: want a tool that reads, of a snapshot, with a description", tool.Name, a)
		}
	}
	resources, err := c.ListResources(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	templates, err := c.ListResourceTemplates(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	prompts, err := c.ListPrompts(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	for _, one := range []any{c.InitializeResult().Instructions, list.Tools, resources.Resources,
		templates.ResourceTemplates, prompts.Prompts} {
		if err := e.Encode(one); err != nil {
			t.Fatal(err)
		}
	}
	return b.Bytes()
}

// Of a live account, refresh says that it asks AWS, and no other tool does.
func TestOnlyRefreshAsksAWS(t *testing.T) {
	o := ofDemo()
	o.Source.Live = true
	list, err := connect(t, o).ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, tool := range list.Tools {
		if got := *tool.Annotations.OpenWorldHint; got != (tool.Name == "refresh") {
			t.Errorf("%s: openWorldHint %v", tool.Name, got)
		}
	}
}

// Pages of a list, one after the other, hold each element once, however little fits into an answer.
func TestPages(t *testing.T) {
	result, err := demoAccount()
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		tool, list, id string
		want           int
	}{
		{"list_functions", "functions", "arn", len(result.Functions)},
		{"findings", "findings", "id", len(result.Findings)},
	} {
		for _, limit := range []int{usualLimit, 12_000} {
			o := ofDemo()
			o.Limit = limit
			c := connect(t, o)
			seen := map[string]bool{}
			for offset, pages := 0.0, 0; ; pages++ {
				a, _ := answerOf(t, c, test.tool, map[string]any{"offset": offset, "limit": 40})
				page := a.Answers[0]
				for _, one := range page[test.list].([]any) {
					seen[one.(map[string]any)[test.id].(string)] = true
				}
				next, more := page["next"].(float64)
				if !more {
					break
				}
				if next <= offset || pages > test.want {
					t.Fatalf("%s: after %v comes %v", test.tool, offset, next)
				}
				offset = next
			}
			if len(seen) != test.want {
				t.Errorf("%s within %d: %d elements, want %d", test.tool, limit, len(seen), test.want)
			}
		}
	}
}

// Whatever fits or not, an answer is JSON within the limit, and what is left out is told.
func TestAnswersStayWithinTheLimit(t *testing.T) {
	whole := connect(t, ofDemo())
	for _, q := range questions {
		all, text := answerOf(t, whole, q.tool, q.arguments)
		var answers []value
		for _, one := range all.Answers {
			document, err := json.Marshal(one)
			if err != nil {
				t.Fatal(err)
			}
			v, err := parse(document)
			if err != nil {
				t.Fatal(err)
			}
			answers = append(answers, v)
		}
		for limit := len(text); limit > 500; limit = limit * 3 / 4 {
			out, err := fit([]byte(`{}`), answers, limit)
			if err != nil {
				break // it cannot be cut any shorter
			}
			var got answer
			if err := json.Unmarshal(out, &got); err != nil {
				t.Fatalf("%s within %d: %v", q.tool, limit, err)
			}
			if len(out) > limit {
				t.Errorf("%s within %d: %d bytes", q.tool, limit, len(out))
			}
			if cut := limit < len(text)-300; cut && len(got.Truncated) == 0 { // less than what the head may take
				t.Errorf("%s within %d: nothing is said to be left out of %d bytes", q.tool, limit, len(text))
			}
			if limit == len(text) && len(got.Truncated) > 0 {
				t.Errorf("%s: it would have fit", q.tool)
			}
		}
	}
}

// The limit is the server's.
func TestLimit(t *testing.T) {
	o := ofDemo()
	o.Limit = 3000
	c := connect(t, o)
	a, text := answerOf(t, c, "reach", map[string]any{"function": "checkout-api"})
	if len(text) > o.Limit || len(a.Truncated) == 0 {
		t.Errorf("%d bytes, left out %v", len(text), a.Truncated)
	}
	out := call(t, c, "findings", map[string]any{"id": "none"})
	if out.IsError {
		t.Errorf("no finding is no mistake: %s", said(out))
	}
}

// What makes no sense is an answer that says what to do next, and no failure of the protocol.
func TestMistakes(t *testing.T) {
	c := connect(t, ofDemo())
	for _, test := range []struct {
		tool      string
		arguments map[string]any
		want      string
	}{
		{"trace", map[string]any{"function": "checkout-api", "to": "s4"}, `did you mean s3?`},
		{"trace", map[string]any{"function": "checkout-apy", "to": "s3"}, `did you mean checkout-api`},
		{"trace", map[string]any{"function": "zzz", "to": "s3"}, `list_functions lists them`},
		{"trace", map[string]any{"function": "checkout-api"}, `missing properties: ["to"]`},
		{"trace", map[string]any{"function": "checkout-api", "to": "s3", "protocol": "icmp"}, `icmp`},
		{"trace", map[string]any{"function": "checkout-api", "to": "s3", "port": 70000}, `70000`},
		{"trace", map[string]any{"function": "checkout-api", "to": "s3", "file": "/etc/passwd"}, `"file"`},
		{"used_by", map[string]any{"resource": "zzzzz"}, `find looks for parts`},
		{"used_by", map[string]any{"resource": "checkout-api"}, `function`},
		{"why", map[string]any{"text": "all is well"}, `no timeout, refusal`},
		{"findings", map[string]any{"check": "path-nat-brokn"}, `did you mean path-nat-broken`},
		{"findings", map[string]any{"function": "zzz"}, `list_functions lists them`},
		{"list_functions", map[string]any{"internet": "closed"}, `closed`},
		{"what_if", map[string]any{"edits": []any{}}, `minItems`},
		{"what_if", map[string]any{"edits": []any{map[string]any{"action": "add", "kind": "vpn"}}}, `vpn`},
		{"what_if", map[string]any{"edits": []any{map[string]any{"action": "remove", "kind": "nat", "idd": "x"}}}, `idd`},
		{"what_if", map[string]any{"edits": []any{map[string]any{"action": "remove", "kind": "nat", "id": "nat-1"}}},
			`nat-1`},
		{"what_if", map[string]any{"edits": []any{map[string]any{"action": "remove", "kind": "nat",
			"id": "nat-03e4bad65d0d910ab"}}, "port": 443}, `go with to`},
		{"diff", map[string]any{"before": "/etc/passwd"}, `want now or yesterday`},
		{"find", map[string]any{"text": ""}, `minLength`},
	} {
		out := call(t, c, test.tool, test.arguments)
		if !out.IsError || !strings.Contains(said(out), test.want) {
			t.Errorf("%s %v: want a mistake with %q, got %v %.300s", test.tool, test.arguments, test.want, out.IsError,
				said(out))
		}
	}
	o := ofDemo()
	o.Side = nil
	out := call(t, connect(t, o), "diff", map[string]any{"before": "yesterday"})
	if !out.IsError || !strings.Contains(said(out), "--allow DIR") {
		t.Errorf("a comparison without anything to compare: %s", said(out))
	}
}

// The account is read once, whoever asks and how many do so at once, and again by refresh.
func TestOneReading(t *testing.T) {
	var reads atomic.Int32
	o := ofDemo()
	read := o.Source.Read
	o.Source.Read = func(ctx context.Context) (*analysis.Result, error) {
		reads.Add(1)
		return read(ctx)
	}
	c := connect(t, o)
	if reads.Load() != 0 {
		t.Error("the account is read before anybody asks")
	}
	var all awsdata.Group
	for range 2 {
		for _, q := range questions[:len(questions)-1] {
			all.Go(func() error {
				out, err := c.CallTool(t.Context(), &mcp.CallToolParams{Name: q.tool, Arguments: q.arguments})
				if err == nil && out.IsError {
					err = errors.New(said(out))
				}
				return err
			})
		}
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
	if n := reads.Load(); n != 1 {
		t.Errorf("the account is read %d times", n)
	}
	answerOf(t, c, "refresh", nil)
	if n := reads.Load(); n != 2 {
		t.Errorf("after refresh the account was read %d times", n)
	}
}

// What was read stays where reading again fails, and that is said.
func TestRefreshFails(t *testing.T) {
	o := ofDemo()
	read, fails := o.Source.Read, false
	o.Source.Read = func(ctx context.Context) (*analysis.Result, error) {
		if fails {
			return nil, errors.New("the session has expired: run `aws sso login`")
		}
		return read(ctx)
	}
	fails = true
	c := connect(t, o)
	out := call(t, c, "find", map[string]any{"text": "nat-a"})
	if !out.IsError || !strings.Contains(said(out), "expired") {
		t.Errorf("an account that cannot be read: %s", said(out))
	}
	fails = false
	answerOf(t, c, "find", map[string]any{"text": "nat-a"})
	fails = true
	if out := call(t, c, "refresh", nil); !out.IsError || !strings.Contains(said(out), "expired") {
		t.Errorf("a refresh that fails: %s", said(out))
	}
	answerOf(t, c, "find", map[string]any{"text": "nat-a"})
}

// A question that is canceled ends, although the account is still being read, and the next one reads it.
func TestCancelled(t *testing.T) {
	o := ofDemo()
	read, started, ended := o.Source.Read, make(chan struct{}), make(chan struct{})
	var reads atomic.Int32
	o.Source.Read = func(ctx context.Context) (*analysis.Result, error) {
		if reads.Add(1) > 1 {
			return read(ctx)
		}
		close(started)
		<-ctx.Done() // a canceled question reaches what it does
		close(ended)
		return nil, ctx.Err()
	}
	c := connect(t, o)
	ctx, cancel := context.WithCancel(t.Context())
	var aside awsdata.Group
	aside.Go(func() error {
		_, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "find", Arguments: map[string]any{"text": "nat-a"}})
		if err == nil {
			return errors.New("a canceled question has an answer")
		}
		return nil
	})
	<-started
	cancel()
	<-ended
	if err := aside.Wait(); err != nil {
		t.Error(err)
	}
	answerOf(t, c, "find", map[string]any{"text": "nat-a"})
}

// The server ends when its input does, and has written nothing but messages of the protocol.
func TestEndsWithItsInput(t *testing.T) {
	in, asks := io.Pipe()
	answers, out := io.Pipe()
	var server awsdata.Group
	server.Go(func() error {
		defer out.Close()
		return New(ofDemo()).Serve(t.Context(), in, out)
	})
	d := json.NewDecoder(answers)
	for i, message := range []string{`"id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",` +
		`"capabilities":{},"clientInfo":{"name":"x","version":"1"}}`,
		`"method":"notifications/initialized"`,
		`"id":2,"method":"tools/call","params":{"name":"find","arguments":{"text":"nat-a"}}`} {
		if _, err := io.WriteString(asks, `{"jsonrpc":"2.0",`+message+"}\n"); err != nil {
			t.Fatal(err)
		}
		if i == 1 {
			continue // a notification has no answer
		}
		var answer struct {
			ID     int
			Result json.RawMessage
		}
		if err := d.Decode(&answer); err != nil || answer.ID != i/2+1 || len(answer.Result) == 0 {
			t.Fatalf("message %d: %v %+v", i, err, answer)
		}
	}
	asks.Close()
	if err := d.Decode(&struct{}{}); !errors.Is(err, io.EOF) {
		t.Errorf("there is more: %v", err)
	}
	if err := server.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
}

// The server ends when its context does, although nobody closes its input.
func TestEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, theirs := io.Pipe()
	defer theirs.Close()
	cancel()
	if err := New(ofDemo()).Serve(ctx, in, io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("it ended with %v", err)
	}
}

func TestResourcesAndPrompts(t *testing.T) {
	c := connect(t, ofDemo())
	for uri, want := range map[string]string{
		"vpclens://catalogue":                 `"id": "path-nat-broken"`,
		"vpclens://catalogue/path-nat-broken": `"schema": "vpclens.checks/v1"`,
		"vpclens://law":                       "# ",
		"vpclens://account":                   `"gaps":[{`,
	} {
		got, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri})
		if err != nil || len(got.Contents) != 1 || !strings.Contains(got.Contents[0].Text, want) {
			t.Errorf("%s: %v %v", uri, err, got)
		}
	}
	for _, uri := range []string{"vpclens://catalogue/no-such-check", "file:///etc/passwd", "vpclens://secrets"} {
		if _, err := c.ReadResource(t.Context(), &mcp.ReadResourceParams{URI: uri}); err == nil {
			t.Errorf("%s: there is such a resource", uri)
		}
	}
	got, err := c.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "on_call",
		Arguments: map[string]string{"error": "ETIMEDOUT {function}", "function": "checkout-api"}})
	if err != nil {
		t.Fatal(err)
	}
	text := got.Messages[0].Content.(*mcp.TextContent).Text
	// what is put in is not looked through again
	for _, want := range []string{"Function: checkout-api", "ETIMEDOUT {function}"} {
		if !strings.Contains(text, want) {
			t.Errorf("the prompt has no %q: %s", want, text)
		}
	}
	if _, err := c.GetPrompt(t.Context(), &mcp.GetPromptParams{Name: "security_review"}); err != nil {
		t.Error(err)
	}
}

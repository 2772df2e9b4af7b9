package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/analysis/paste/pastetest"
	"github.com/vpclens/vpclens/awsdata"
	"github.com/vpclens/vpclens/awsdata/awstest"
	"github.com/vpclens/vpclens/awsdata/demo"
	"github.com/vpclens/vpclens/ui/cli"
)

// printing collects what commands of the program print for people to paste.
type printing struct {
	t      *testing.T
	whole  *pastetest.Whole
	seen   map[string]bool
	where  []string
	texts  []string // of shell commands
	values int      // of Terraform and CloudFormation that hold a payload
}

// TestPoisonedAccountsPrintWhatTheySay runs the program on the demo account with a payload in every name, and has
// shells, Terraform's language and YAML read what it prints for people to paste: as text, JSON and Markdown, and as
// what the screens copy.
func TestPoisonedAccountsPrintWhatTheySay(t *testing.T) {
	file, snapshot := poisonedFile(t)
	p := &printing{t: t, whole: pastetest.NewWhole(t, awsdata.Clean), seen: make(map[string]bool)}
	run := func(input string, args ...string) string {
		t.Helper()
		var stdout, stderr bytes.Buffer
		args = slices.Insert(args, 1, "--from", file)
		code := cli.Main(t.Context(), args, []string{"VPCLENS_PROFILE="}, strings.NewReader(input), &stdout, &stderr)
		if code != 0 {
			t.Fatalf("vpclens %q: exit code %d: %s", args, code, &stderr)
		}
		return stdout.String()
	}
	p.text("scan", run("", "scan"))
	p.json("scan", run("", "scan", "--format", "json"))
	region := snapshot.MainRegions()[len(snapshot.MainRegions())-1]
	for i := range 4 {
		name := region.Functions[i*7].FunctionName
		to := []string{"internet", "s3"}[i%2]
		p.text("trace", run("", "trace", "--to", to, "--", literal(name)))
		p.json("trace", run("", "trace", "--to", to, "--format", "json", "--", literal(name)))
	}
	edits := []string{
		edit("action: remove, kind: nat, id", region.NatGateways[0].NatGatewayId),
		edit("action: remove, kind: security-group, id", region.SecurityGroups[3].GroupId),
		edit("action: add, kind: ipv6, function", region.Functions[0].FunctionName),
		edit("action: remove, kind: vpc-subnet, id", region.Subnets[0].SubnetId),
	}
	for _, form := range []string{"text", "json", "markdown"} {
		p.form(form, "whatif", run("", append([]string{"whatif", "--format", form}, edits...)...))
		p.form(form, "usedby", run("", "usedby", "--format", form, "--", region.SecurityGroups[0].GroupId))
	}
	p.plain(run(plainSession(), "--plain"))

	offered := run("", "__complete", "usedby", "") + run("", "__complete", "compare", "")
	if strings.Contains(offered, "⟪") || !strings.Contains(offered, "orders-db\n") {
		t.Errorf("a shell completes what it would run, or nothing at all:\n%.2000s", offered)
	}

	words := p.whole.Words(p.where, p.texts)
	t.Logf("%d texts with commands, %d words and %d values with a payload", len(p.texts), words, p.values)
	if len(p.texts) < 150 || words < 500 || p.values < 500 {
		t.Error("payloads arrive in too little of what is printed")
	}
}

// poisonedFile is the demo account with a payload in every name, as a file.
func poisonedFile(t *testing.T) (string, *awsdata.Snapshot) {
	t.Helper()
	snapshot, err := demo.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	var payloads []awstest.Payload
	for _, p := range pastetest.Payloads() { // each other name has everything
		payloads = append(payloads, awstest.Payload(p), awstest.Payload(pastetest.Everything()))
	}
	poison := awstest.NewPoison(t, snapshot, payloads)
	poisoned, err := poison.Account(t, append(poison.Names(), "partition"))
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "poisoned.json")
	if err := poisoned.Save(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	return file, poisoned
}

// literal is a name as a pattern that means only itself.
func literal(name string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
}

func edit(words, id string) string {
	quoted, err := json.Marshal(id)
	if err != nil {
		panic(err) // a string always has a JSON form
	}
	return "{" + words + ": " + string(quoted) + "}"
}

// plainSession copies what it can of many screens.
func plainSession() string {
	var b strings.Builder
	rows := func(command string, n int) {
		for i := range n {
			fmt.Fprintf(&b, "%s %d\n", command, i+1)
		}
	}
	for _, place := range []string{"functions", "ledger", "changes", "vpc", "subnet", "rtb", "sg", "acl", "nat",
		"igw", "vpce", "pl", "eni", "role"} {
		b.WriteString(place + "\n")
		rows("cli", 6)
		b.WriteString("copy 1\n1\ncli\nraw\ncli\n")
	}
	for i := range 30 { // a cause, its first finding, and its page whole
		fmt.Fprintf(&b, "findings\ncli %d\n%d\n1\nall\nmenu\n2\n", i+1, i+1)
	}
	for i := range 8 {
		fmt.Fprintf(&b, "functions\ntrace %d s3\ncopy\ncli\nwhatif\n%d\ncli\n", i+1, i+1)
	}
	return b.String()
}

// form is an answer in one of the forms.
func (p *printing) form(form, where, out string) {
	switch form {
	case "json":
		p.json(where, out)
	case "markdown":
		p.markdown(where, out)
	default:
		p.text(where, out)
	}
}

func (p *printing) commands(where, text string) {
	if text == "" || p.seen[text] {
		return
	}
	p.seen[text] = true
	p.where, p.texts = append(p.where, where), append(p.texts, text)
}

// text takes the commands, and the notes above them, out of a text.
func (p *printing) text(where, out string) {
	var block []string
	for line := range strings.SplitSeq(out+"\n", "\n") {
		code := strings.TrimLeft(line, " ")
		if strings.HasPrefix(code, "aws ") || strings.HasPrefix(code, "# ") {
			block = append(block, line)
			continue
		}
		if strings.Contains(strings.Join(block, "\n"), "aws ") {
			p.commands(where, strings.Join(block, "\n"))
		}
		block = nil
	}
}

// json takes members that are pasted out of a document.
func (p *printing) json(where, out string) {
	var value any
	if err := json.Unmarshal([]byte(out), &value); err != nil {
		p.t.Fatalf("%s: %v", where, err)
	}
	var walk func(member string, value any)
	walk = func(member string, value any) {
		switch v := value.(type) {
		case string:
			switch member {
			case "cli":
				p.commands(where, v)
			case "terraform":
				p.values += p.whole.HCL(where, v)
			case "cloudformation":
				p.values += p.whole.YAML(where, v)
			}
		case []any:
			for _, e := range v {
				walk(member, e)
			}
		case map[string]any:
			for name, e := range v {
				walk(name, e)
			}
		}
	}
	walk("", value)
}

// markdown takes fenced texts out of a document.
func (p *printing) markdown(where, out string) {
	var language, fence string
	var lines []string
	for line := range strings.SplitSeq(out, "\n") {
		switch {
		case fence == "" && strings.HasPrefix(line, "```"):
			language = strings.TrimLeft(line, "`")
			fence, lines = strings.TrimSuffix(line, language), nil
		case line == fence && fence != "":
			text := strings.Join(lines, "\n")
			switch language {
			case "sh":
				p.commands(where, text)
			case "hcl":
				p.values += p.whole.HCL(where, text)
			case "yaml":
				p.values += p.whole.YAML(where, text)
			default:
				p.t.Errorf("%s: a fence of %q", where, language)
			}
			fence = ""
		case fence != "":
			lines = append(lines, line)
		}
	}
}

var more = regexp.MustCompile(`^\d+ more: type more, or all\.$`)

// plain takes out of a session what was copied, and what pages of findings show.
func (p *printing) plain(out string) {
	copying := false
	var copied []string
	heading := ""
	page := map[string][]string{}
	for line := range strings.SplitSeq(out, "\n") {
		switch {
		case strings.HasPrefix(line, "Copy begins: "):
			copying, copied = true, nil
		case line == "Copy ends.":
			copying = false
			text := strings.Join(copied, "\n")
			switch {
			case strings.HasPrefix(text, "aws ") || strings.HasPrefix(text, "# ") && strings.Contains(text, "\naws "):
				p.commands("copied", text)
			case strings.HasPrefix(text, "resource ") || strings.HasPrefix(text, "# ") && strings.Contains(text, "\n}"):
				p.values += p.whole.HCL("copied", text)
			}
		case copying:
			copied = append(copied, line)
		case more.MatchString(line): // of a screen that is said in parts
		case line == "" || strings.HasPrefix(line, "Screen: "):
			p.commands("page", strings.Join(page["AWS CLI."], "\n"))
			p.values += p.whole.YAML("page", strings.Join(page["CloudFormation."], "\n"))
			heading, page = "", map[string][]string{}
		case heading == "":
			heading = line
		default:
			// a page has one kind of space
			page[heading] = append(page[heading], strings.ReplaceAll(line, " é😀", "\u00a0é😀"))
		}
	}
}

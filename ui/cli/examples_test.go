package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/awsdata/awstest/platform"
	"github.com/vpclens/vpclens/awsdata/bucket/buckettest"
	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
	"github.com/vpclens/vpclens/awsdata/collect/signin/signintest"
	"github.com/vpclens/vpclens/docs/docstest"
	"github.com/vpclens/vpclens/ui/cli"
)

// TestCasesInReadmeAndHelp runs every block of commands in the README, the documents and the help, and the files that
// these show, on the built-in account.
func TestCasesInReadmeAndHelp(t *testing.T) {
	root, err := filepath.Abs(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	list, err := filepath.Abs("testdata/open-examples.txt")
	if err != nil {
		t.Fatal(err)
	}
	documents := map[string]docstest.Document{}
	for _, d := range docstest.All(t, os.DirFS(root)) {
		documents[d.Name] = d
	}
	readme := documents["README.md"].Text
	fleet := organization(t)
	accountsForExamples(t, documents["docs/questions.md"].Text)
	if err := os.Mkdir("snapshots", 0o700); err != nil {
		t.Fatal(err)
	}
	signInForExamples(t)
	organizationForExamples(t, fleet.URL)
	bucketsForExamples(t)
	var tried []expectation
	try := func(from, command string) {
		tried = append(tried, expectation{from + ": " + command, runExample(t, command)})
	}
	for _, line := range strings.Split(between(readme, "## Use\n\n```\n", "```"), "\n") {
		for _, command := range asRun(line) {
			try("README.md", command)
		}
	}
	for _, span := range documents["docs/tasks.md"].Spans {
		if strings.HasPrefix(span, "vpclens ") {
			try("docs/tasks.md", span)
		}
	}
	for _, name := range append([]string{""}, commands(t)...) {
		help := string(fine(t, nil, append(strings.Fields(name), "--help")...))
		for _, line := range strings.Split(between(help, "Examples:\n", "\n\n"), "\n") {
			if command, _, _ := strings.Cut(strings.TrimSpace(line), "  "); command != "" {
				try("vpclens "+strings.TrimSpace(name+" --help"), command)
			}
		}
	}
	for _, shown := range []struct{ from, command, text, begin string }{
		{"docs/questions.md", "vpclens verify assertions.yaml", documents["docs/questions.md"].Text, "assertions:\n"},
		{"vpclens verify --help", "vpclens verify assertions.yaml", string(fine(t, nil, "verify", "--help")), "assertions:\n"},
		{"vpclens trace --help", "vpclens trace checkout-api --to internet --what-if edits.yaml", string(fine(t, nil, "trace", "--help")), "edits:\n"},
	} {
		words := strings.Fields(shown.command)
		write(t, words[len(words)-1], block(shown.text, shown.begin))
		try(shown.from+", its "+strings.TrimSuffix(shown.begin, ":\n"), shown.command)
	}
	for _, shown := range []struct{ from, text, begin string }{
		{"docs/configuration.md", documents["docs/configuration.md"].Text, "defaults:\n"},
		{"vpclens config --help", string(fine(t, nil, "config", "--help")), "defaults:\n"},
		{"vpclens config init", string(fine(t, nil, "config", "init")), "# yaml"},
	} {
		write(t, "config.yaml", document(shown.text, shown.begin))
		try(shown.from+", its settings", "vpclens config --config config.yaml")
	}
	for _, d := range documents {
		for _, b := range d.Blocks {
			if b.Language == "sh" {
				first, _, _ := strings.Cut(b.Text, "\n")
				tried = append(tried, expectation{d.Name + ", the block: " + first, runBlock(t, root, b.Text)})
			}
		}
	}
	if len(tried) < 40 {
		t.Errorf("only %d examples were found: this test looks at the wrong place", len(tried))
	}
	l := readOpen(t, list)
	for line := range l.open { // a line about what is not there any more has to go as well
		tried = append(tried, expectation{line: line})
	}
	l.hold(t, tried)
}

func readText(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// between is what stands between two texts; "" where the first is not there.
func between(text, begin, end string) string {
	_, rest, _ := strings.Cut(text, begin)
	inside, _, _ := strings.Cut(rest, end)
	return inside
}

// block is a YAML list with the line above it, without the indentation that it has in a text.
func block(text, begin string) string {
	_, rest, _ := strings.Cut(text, begin)
	out := begin
	for line := range strings.Lines(rest) {
		if !strings.HasPrefix(strings.TrimSpace(line), "- ") {
			break
		}
		out += "  " + strings.TrimSpace(line) + "\n"
	}
	return out
}

// document is a YAML document that begins so, up to the end of its fence or paragraph, without the indentation that
// it has in a text.
func document(text, begin string) string {
	before, rest, _ := strings.Cut(text, begin)
	indent := before[strings.LastIndex(before, "\n")+1:]
	var out strings.Builder
	for line := range strings.Lines(indent + begin + rest) {
		if strings.HasPrefix(line, "```") || indent != "" && !strings.HasPrefix(line, indent) {
			break
		}
		out.WriteString(strings.TrimPrefix(line, indent))
	}
	return out.String()
}

// commands are those that the help lists, without what every program has.
func commands(t *testing.T) []string {
	t.Helper()
	var names []string
	for line := range strings.Lines(between(string(fine(t, nil, "--help")), "Available Commands:\n", "\n\n")) {
		if name := strings.Fields(line)[0]; !slices.Contains([]string{"help", "completion"}, name) {
			names = append(names, name)
		}
	}
	return names
}

// accountsForExamples makes a folder with the files that examples name, and goes there.
func accountsForExamples(t *testing.T, questions string) {
	t.Helper()
	planned := map[string]string{}
	for _, file := range []string{"plan.json", "template.yaml"} {
		planned[file] = readText(t, filepath.Join("testdata", "plan", file))
	}
	t.Chdir(t.TempDir())
	for file, text := range planned {
		write(t, file, text)
	}
	if err := os.Mkdir("flow-logs", 0o700); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"vpc-flow.log.gz", "flow-logs/vpc-flow.log"} { // of an interface of checkout-api
		write(t, file, flowRecords)
	}
	for _, out := range []string{"snapshot.json", "prod.json.gz", "yesterday.json.gz", "today.json.gz", "before",
		"after", "account", "demo"} {
		fine(t, nil, "snapshot", out, "--demo")
	}
	for _, out := range []string{"yesterday.json.gz", "before"} {
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		if err := cli.WriteYesterday(t.Context(), out); err != nil {
			t.Fatal(err)
		}
	}
	for day, file := range map[string]string{"20200301T093000Z": "before", "20200301T120000Z": "after"} {
		if err := os.MkdirAll("states/default", 0o700); err != nil {
			t.Fatal(err)
		}
		fine(t, nil, "snapshot", "states/default/"+day+"-123456789012-0123456789ab.json.gz", "--from", file)
	}
	write(t, "assertions.yaml", block(questions, "assertions:\n"))
	write(t, "error.log", "/aws/lambda/checkout-api\nError: connect ETIMEDOUT 203.0.114.9:443\n")
	write(t, "edits.yaml", "edits:\n  - {action: remove, kind: nat, id: nat-03e4bad65d0d910ab}\n")
}

// flowRecords are two packets in the default form of flow logs.
const flowRecords = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end " +
	"action log-status\n2 123456789012 eni-093e3041d 10.0.3.167 10.0.20.237 40000 5432 6 9 840 1774922400 1774922460 " +
	"ACCEPT OK\n"

// signInForExamples has the default profile sign in at an IAM Identity Center of the test's own.
func signInForExamples(t *testing.T) {
	t.Helper()
	awsreplay.Isolate(t)
	server := signintest.New(t)
	server.Services(t)
	platform.Home(t)
	config := filepath.Join(t.TempDir(), "config")
	write(t, config, "[default]\nsso_session = work\nsso_account_id = 123456789012\nsso_role_name = reader\n"+
		"[sso-session work]\nsso_region = eu-west-1\nsso_start_url = "+server.Portal+"\n")
	t.Setenv("AWS_CONFIG_FILE", config)
}

// organizationForExamples has an organization of the test's own, for the examples that read several accounts, with two
// profiles, each of an account of it.
func organizationForExamples(t *testing.T, url string) {
	t.Helper()
	config := os.Getenv("AWS_CONFIG_FILE")
	text := readText(t, config)
	t.Setenv("ORGANIZATION", url)
	write(t, config, text+"[profile shop]\naws_access_key_id = AKIA222222222222\naws_secret_access_key = x\n"+
		"[profile bank]\naws_access_key_id = AKIA333333333333\naws_secret_access_key = x\n")
}

// bucketsForExamples has an S3 of the test's own, and keys for it, which come before what signs in.
func bucketsForExamples(t *testing.T) {
	t.Helper()
	t.Setenv("AWS_ENDPOINT_URL_S3", buckettest.Start(t, "example-snapshots", "example-lake").URL)
	t.Setenv("AWS_ACCESS_KEY_ID", "testing")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "testing")
}

// What stands in an example for something that a person would name.
var stands = strings.NewReplacer("FUNCTION FUNCTION", "checkout-api cart-api", "RESOURCE", "nat-a",
	"TEXT", "checkout", "EDIT...", "'action: remove, kind: nat, id: nat-03e4bad65d0d910ab'",
	"FUNCTION", "checkout-api", "ERROR", "Task timed out after 6.00 seconds", "DEST", "s3",
	"--flow-logs PATH", "--flow-logs vpc-flow.log.gz", "PATH", "snapshot.json",
	"OLD", "yesterday.json.gz", "NEW", "today.json.gz", "--what-if FILE", "--what-if edits.yaml",
	"FILE", "assertions.yaml", "OUT", "out.json.gz", "DIR", "states", "SEVERITY", "high", "ID", "path-nat-broken")

// asRun are the commands of a line such as "vpclens scan   every function; --fail-on SEVERITY".
func asRun(line string) []string {
	command, words, _ := strings.Cut(line, "  ")
	if command == "" {
		return nil
	}
	short, _, optional := strings.Cut(command, " [")
	out := []string{stands.Replace(short)}
	if optional {
		out = append(out, stands.Replace(strings.NewReplacer("[", "", "]", "").Replace(command)))
	}
	if flag := regexp.MustCompile(`; (--[a-z-]+(?: [A-Z]+)?)`).FindStringSubmatch(words); flag != nil {
		out = append(out, stands.Replace(command+" "+flag[1]))
	}
	return out
}

// runExample runs a command in this process, on the built-in account where it would ask AWS, and says what is wrong.
func runExample(t *testing.T, command string) string {
	t.Helper()
	args, err := onDemo(command)
	if err != nil {
		return err.Error()
	}
	want := 0
	if slices.Contains(args, "--fail-on") {
		want = 3
	}
	if slices.ContainsFunc(args, func(a string) bool { return a == "--watch" || a == "--history" }) &&
		args[0] != "diff" && args[0] != "changes" {
		return explorerOnly(args)
	}
	stdin := "quit\n"
	if args[0] == "mcp" { // what an agent writes, and not what a person does
		stdin = ""
	}
	var stdout, stderr bytes.Buffer
	code := cli.SharedMain(context.Background(), args, nil, strings.NewReader(stdin), &stdout, &stderr)
	file := ""
	for i, a := range args {
		if a == "--output" {
			file = args[i+1]
		} else if a == "pack" || a == "snapshot" && !slices.Contains(args, "--to") {
			file = args[1]
		}
	}
	switch said := fmt.Sprintf("\n%.2000s%s", stdout.String(), stderr.String()); {
	case code != want:
		return fmt.Sprintf("exit code %d, want %d%s", code, want, said)
	case file == "" && stdout.Len() == 0 && !slices.Contains([]string{"login", "mcp"}, args[0]) &&
		!slices.Contains(args, "--to"): // which have no data
		return "it says nothing" + said
	case file == "" && strings.HasSuffix(strings.Join(args, " "), "--format json") && !json.Valid(stdout.Bytes()) &&
		!strings.Contains(stdout.String(), "\n}\n{"):
		return "it prints no JSON" + said
	case strings.HasPrefix(file, "s3://"):
	case file != "":
		if _, err := os.Stat(file); err != nil {
			return err.Error() + said
		}
	}
	return ""
}

// explorerOnly says what is wrong with a command that only the explorer takes: here it has no terminal, and says so.
func explorerOnly(args []string) string {
	args = slices.DeleteFunc(args, func(a string) bool { return a == "--plain" || a == "--demo" })
	var stderr bytes.Buffer
	code := cli.SharedMain(context.Background(), args, nil, strings.NewReader(""), io.Discard, &stderr)
	if code != 2 || !strings.Contains(stderr.String(), "the explorer needs a terminal") {
		return fmt.Sprintf("exit code %d: %s", code, &stderr)
	}
	return ""
}

// onDemo are the arguments of a command, with the built-in account in the place of AWS, and line by line for the
// explorer, which has no terminal here.
func onDemo(command string) ([]string, error) {
	rest, ok := strings.CutPrefix(command+" ", "vpclens ")
	if !ok {
		return nil, fmt.Errorf("%q is no command of vpclens", command)
	}
	var args []string
	for _, word := range regexp.MustCompile(`'[^']*'|\S+`).FindAllString(rest, -1) {
		args = append(args, strings.Trim(word, "'"))
	}
	if i := slices.Index(args, "--profile"); i >= 0 {
		args = slices.Delete(args, i, i+2)
	}
	if len(args) > 0 && args[0] == "flows" && !slices.Contains(args, "--flow-logs") { // asked of AWS
		if i := slices.Index(args, "--since"); i > 0 { // which is about AWS only
			args = slices.Delete(args, i, i+2)
		}
		args = append(slices.DeleteFunc(args, func(a string) bool { return a == "--yes" }), "--flow-logs",
			"vpc-flow.log.gz")
	}
	explorer := len(args) == 0 || strings.HasPrefix(args[0], "-")
	if explorer && !slices.Contains(args, "--plain") {
		args = append(args, "--plain")
	}
	asks := explorer || slices.Contains([]string{"scan", "trace", "reach", "verify", "find", "owner", "usedby",
		"compare", "changes", "signals", "diagram", "flows", "whatif", "plan", "why", "snapshot",
		"pack", "mcp"}, args[0]) ||
		slices.Contains(args, "now")
	if asks && !slices.ContainsFunc(args, func(a string) bool {
		return a == "--new-account" || a == "--demo" || a == "--from"
	}) {
		args = append(args, "--demo")
	}
	return args, nil
}

// aboutAnAccount matches commands that show an account, unless they are among aboutNoAccount.
var (
	aboutAnAccount = regexp.MustCompile(`(?m)(^|\| )(vpclens|go run \.) `)
	aboutNoAccount = regexp.MustCompile(`(?m)^vpclens (policy|checks|config|version|pack) .*$`)
)

// runBlock runs a block as a shell does, with programs in the place of those that it needs: an AWS CLI that knows the
// built-in account, and a vpclens that reads it where it would ask AWS. It says what is wrong.
func runBlock(t *testing.T, root, script string) string {
	t.Helper()
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip("LEFT OUT: the blocks for a shell, because there is no sh")
	}
	program, err := exec.LookPath("vpclens") // this test binary, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	bin := t.TempDir()
	for name, text := range map[string]string{
		"vpclens": `case " $* " in
*" --targets "*) case " $* " in *" --from "*) ;; *) set -- "$@" --from "$DEMO" ;; esac ;;
*" --demo "*|*" --from "*|*" --new-account "*) ;;
*" --profile shop,bank "*|*" --accounts "*|*" --org "*) unset AWS_ENDPOINT_URL_STS; set -- "$@" --region eu-west-1 --endpoint-url "$ORGANIZATION" ;;
*) set -- "$@" --demo ;;
esac
case "${1:---}" in -*) case " $* " in *" --plain "*) ;; *) set -- "$@" --plain; exec "$PROGRAM" "$@" </dev/null ;; esac ;; esac
exec "$PROGRAM" "$@"`,
		"go": `case "$1 $2" in
"run .") shift 2; exec vpclens "$@" ;;
"test .") test -d "$ROOT" ;;
"test ./"*) test -d "$ROOT/$2" ;;
*) exit 2 ;;
esac`,
		"make": `for target in "$@"; do grep -q "^$target:" "$ROOT/Makefile" || exit 2; done`,
		"brew": `test "$*" = "install --cask vpclens/tap/vpclens"`,
		// what goes on the image is on no machine that has no Docker
		"docker": `test -f "$ROOT/Dockerfile"`,
		"aws": `case "$2" in batch-import-findings) echo '{"FailedCount": 0, "SuccessCount": 1}'; exit ;; esac
case "$1" in cloudformation)
for word in "$@"; do case "$word" in
file://*) template="${word#file://}"; test -s "$template" || exit 2 ;;
ParameterKey=*) word="${word#ParameterKey=}"; grep -q "^  *${word%%,*}:" "$template" || exit 2 ;;
esac; done; exit ;; esac
case "$2" in describe-network-insights-analyses) echo '{"NetworkInsightsAnalyses": []}'; exit ;; esac
cat "$DEMO/us-east-1/$2.json" 2>/dev/null || cat "$DEMO/global/$2.json"`,
	} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\n"+text+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	command := exec.CommandContext(t.Context(), shell, "-e", "-c", script)
	command.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "PROGRAM="+program,
		"ROOT="+root, "DEMO="+filepath.Join(here, "demo"))
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err = command.Run()
	said := fmt.Sprintf("\n%.2000s%s", stdout.String(), stderr.String())
	switch {
	case err != nil:
		return err.Error() + said
	case strings.Contains(stderr.String(), "No such file"):
		return "a call that AWS's CLI or the snapshot does not know" + said
	case aboutAnAccount.MatchString(aboutNoAccount.ReplaceAllString(script, "")) &&
		!strings.Contains(stdout.String(), "checkout"):
		return "the account is not shown" + said
	}
	return ""
}

package cli_test

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/creack/pty"

	"github.com/vpclens/vpclens/ui/cli"
)

// completion is a case: what stands on the line when somebody presses tab, some of what is offered, and what is not.
type completion struct {
	line      string
	want, not []string
}

// completed are the cases, the same in every shell.
var completed = []completion{
	{"vpclens sca", []string{"scan"}, nil},
	{"vpclens trace --demo checkout-", []string{"checkout-api", "checkout-eu"}, []string{"cart-api"}},
	{"vpclens trace --from account.json checkout-", []string{"checkout-api"}, nil},
	{"vpclens trace checkout-", nil, []string{"checkout-api"}}, // of an account in AWS nobody asks
	{"vpclens trace x --to sq", []string{"sqs"}, []string{"s3", "internet"}},
	{"vpclens trace x --to int", []string{"internet"}, nil},
	{"vpclens trace x --demo --to app-", []string{"app-a"}, nil},
	{"vpclens compare --demo checkout-api ca", []string{"cart-api"}, []string{"checkout-api"}},
	{"vpclens owner --demo eni-00", []string{"eni-001f8d32ae3011ece"}, nil},
	{"vpclens usedby --demo nat-", []string{"nat-a"}, nil},
	{"vpclens why --demo inventory-", []string{"inventory-sync"}, nil},
	{"vpclens checks path-nat-", []string{"path-nat-broken"}, []string{"egress-unmonitored"}},
	{"vpclens waive path-nat-", []string{"path-nat-broken"}, nil},
	{"vpclens scan --profile pr", []string{"prod", "private"}, []string{"secret-of-prod", "us-east-1"}},
	{"vpclens scan --profile prod,b", []string{"prod,bank"}, nil},
	{"vpclens scan --region eu-w", []string{"eu-west-1", "eu-west-3"}, []string{"us-east-1"}},
	{"vpclens scan --demo --region eu-w", []string{"eu-west-1"}, []string{"eu-west-3"}},
	{"vpclens scan --format ", []string{"table", "json", "ocsf", "sarif"}, []string{"mermaid"}},
	{"vpclens scan --fail-on h", []string{"high"}, []string{"low"}},
	{"vpclens diff old new --fail-on lost", []string{"lost-path"}, []string{"unknown"}},
	{"vpclens diff old new --fail-on lost-path,u", []string{"lost-path,unknown"}, nil},
	{"vpclens scan --framework sec", []string{"security-hub"}, nil},
	{"vpclens --theme ", []string{"auto", "dark", "night"}, nil},
	{"vpclens config s", []string{"schema"}, nil},
	{"vpclens verify ass", []string{"assertions.yaml"}, nil},
}

// completionRoom makes a folder to complete in, and the environment of a shell there.
func completionRoom(t *testing.T) []string {
	t.Helper()
	t.Chdir(t.TempDir())
	fine(t, nil, "snapshot", "account.json", "--demo")
	write(t, "assertions.yaml", "")
	write(t, "aws", "[profile prod]\naws_access_key_id = secret-of-prod\nregion = us-east-1\n"+
		"[profile private]\n[profile bank]\n")
	write(t, "config.yaml", "skins: {night: {}}\n")
	program, err := exec.LookPath("vpclens") // this test binary, see TestMain
	if err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return []string{"PATH=" + filepath.Dir(program) + string(os.PathListSeparator) + os.Getenv("PATH"), "HOME=" + here,
		"AWS_CONFIG_FILE=" + filepath.Join(here, "aws"), "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull,
		"VPCLENS_CONFIG=" + filepath.Join(here, "config.yaml"), "TERM=dumb", "LC_ALL=C.UTF-8",
		"AWS_ENDPOINT_URL=http://127.0.0.1:1"}
}

// shellsFolder is where ui/cli/testdata/shells.sh put what a machine has not; "" for nowhere.
func shellsFolder() string {
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	folder := filepath.Join(cache, "vpclens", "shells")
	if _, err := os.Stat(filepath.Join(folder, "complete")); err != nil {
		return ""
	}
	return folder
}

// leftOut ends a test for which a shell is missing.
func leftOut(t *testing.T, what string) {
	t.Helper()
	text := "NOT TESTED: completion in " + what + " (run ui/cli/testdata/shells.sh, or make test)"
	if os.Getenv("VPCLENS_REQUIRE_SHELLS") == "1" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// hold holds what a shell offers against the cases.
func hold(t *testing.T, offers func(line string) []string) {
	t.Helper()
	for _, c := range completed {
		got := offers(c.line)
		for _, want := range c.want {
			if !slices.Contains(got, want) {
				t.Errorf("%q: %q is not offered, but %.300q", c.line, want, got)
			}
		}
		for _, not := range c.not {
			if slices.Contains(got, not) {
				t.Errorf("%q: %q is offered", c.line, not)
			}
		}
	}
}

// writeLines writes the lines of the cases to the file "lines", each with a dot at its end: a blank before it stays
// one.
func writeLines(t *testing.T) {
	t.Helper()
	var lines strings.Builder
	for _, c := range completed {
		lines.WriteString(c.line + ".\n")
	}
	write(t, "lines", lines.String())
}

// ofLine is what was said of a line of that file: its number and a word.
func ofLine(said []string, line string) []string {
	number := slices.IndexFunc(completed, func(c completion) bool { return c.line == line })
	var out []string
	for _, l := range said {
		if word, ok := strings.CutPrefix(l, strconv.Itoa(number)+" "); ok {
			out = append(out, word)
		}
	}
	return out
}

// shellSays runs a script in a shell, and returns its lines.
func shellSays(t *testing.T, env []string, words ...string) []string {
	t.Helper()
	command := exec.CommandContext(t.Context(), words[0], words[1:]...)
	command.Env = env
	var stderr bytes.Buffer
	command.Stderr = &stderr
	out, err := command.Output()
	if err != nil && len(out) == 0 && stderr.Len() > 0 {
		t.Fatalf("%s: %v\n%s", words[0], err, &stderr)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

func TestCompletionInFish(t *testing.T) {
	fish, err := exec.LookPath("fish")
	library := ""
	if err != nil {
		folder := shellsFolder()
		fish = filepath.Join(folder, "usr", "bin", "fish")
		found, _ := filepath.Glob(filepath.Join(folder, "usr", "lib", "*", "libpcre2-32.so.0"))
		if folder == "" || len(found) == 0 {
			leftOut(t, "fish")
		}
		library = filepath.Dir(found[0])
	}
	env := append(completionRoom(t), "LD_LIBRARY_PATH="+library)
	hold(t, func(line string) []string {
		var out []string
		for _, offer := range shellSays(t, env, fish, "--no-config", "-c",
			"vpclens completion fish | source; complete -C '"+line+"'") {
			word, _, _ := strings.Cut(offer, "\t")
			out = append(out, word)
		}
		return out
	})
}

// inBash calls the function that its "complete" has for vpclens, with the variables that a tab sets, for each line of
// the file "lines", and prints the number of the line and what would stand there, as the shell reads it.
const inBash = `
source "$FUNCTIONS" && source <(vpclens completion bash)
function_of=$(complete -p vpclens | sed -n 's/.* -F \([^ ]*\) vpclens$/\1/p')
compopt() { :; } # there is no line that it could be about
number=0
while IFS= read -r line; do
	line=${line%.} COMPREPLY=()
	COMP_LINE=$line COMP_POINT=${#line} COMP_TYPE=9 COMP_KEY=9
	read -r -a COMP_WORDS <<<"$line"
	[[ $line == *" " ]] && COMP_WORDS+=("")
	COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
	word=${COMP_WORDS[COMP_CWORD]}
	"$function_of" vpclens "$word" "${COMP_WORDS[COMP_CWORD-1]}"
	[ ${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$word")) # as -o default does
	for reply in "${COMPREPLY[@]%% *}"; do eval "echo $number $reply"; done
	number=$((number + 1))
done <lines
`

func TestCompletionInBash(t *testing.T) {
	bash, err := exec.LookPath("bash")
	functions := "/usr/share/bash-completion/bash_completion"
	if _, missing := os.Stat(functions); missing != nil {
		functions = filepath.Join(shellsFolder(), "usr", "share", "bash-completion", "bash_completion")
	}
	if _, missing := os.Stat(functions); err != nil || missing != nil {
		leftOut(t, "bash")
	}
	env := append(completionRoom(t), "FUNCTIONS="+functions)
	writeLines(t)
	said := shellSays(t, env, bash, "--norc", "-c", inBash)
	hold(t, func(line string) []string { return ofLine(said, line) })
}

// inZsh completes each line of the file "lines" as a tab does, in the line editor, and writes down what the
// completion adds: the number of the line, and a word.
const inZsh = `
[[ -n $MODULES ]] && module_path=($MODULES) fpath=($FUNCTIONS/{.,*,*/*}(/N))
PS1= PS2= RPS1=
autoload -Uz compinit && compinit -u -D
source <(vpclens completion zsh)
compadd() {
	local -a hits
	if [[ ${@[1,(i)(-|--)]} != *-(O|A|D)\ * ]]; then
		builtin compadd -A hits "$@"
		for hit in $hits; print -r -- "$number $hit" >>offered
	fi
	builtin compadd "$@"
}
each() {
	local number=0
	for line in ${(f)"$(<lines)"}; do
		BUFFER=${line%.} CURSOR=$#BUFFER
		zle list-choices
		((number++))
	done
	exit
}
zle -N each
bindkey '^T' each
`

func TestCompletionInZsh(t *testing.T) {
	zsh, err := exec.LookPath("zsh")
	functions, modules := "", ""
	if err != nil {
		folder := shellsFolder()
		zsh, functions = filepath.Join(folder, "bin", "zsh"), filepath.Join(folder, "usr", "share", "zsh", "functions")
		found, _ := filepath.Glob(filepath.Join(folder, "usr", "lib", "*", "zsh", "*"))
		if folder == "" || len(found) == 0 {
			leftOut(t, "zsh")
		}
		modules = found[0]
	}
	command := exec.CommandContext(t.Context(), zsh, "-d", "-i")
	command.Env = append(completionRoom(t), "FUNCTIONS="+functions, "MODULES="+modules, "ZDOTDIR=.")
	writeLines(t)
	write(t, ".zshenv", inZsh)
	terminal, err := pty.Start(command)
	if err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	heard := make(chan struct{})
	go func() { // a terminal that nobody reads holds up who writes to it
		defer close(heard)
		_, _ = said.ReadFrom(terminal) // ends with an error when the shell has left
	}()
	if _, err := terminal.WriteString("\x14"); err != nil {
		t.Fatal(err)
	}
	_ = command.Wait() // its code is that of the last command
	<-heard
	_ = terminal.Close()
	data, err := os.ReadFile("offered")
	if err != nil {
		t.Fatalf("zsh offers nothing at all: %v\n%s", err, &said)
	}
	hold(t, func(line string) []string { return ofLine(strings.Split(string(data), "\n"), line) })
}

// A name that means something to a shell is never offered: it would be a key away from being run.
func TestHostileNamesAreNotOffered(t *testing.T) {
	t.Chdir(t.TempDir())
	fine(t, nil, "snapshot", "account.json", "--demo")
	data := strings.ReplaceAll(readText(t, "account.json"), `"checkout-eu"`, `"checkout$(id)"`)
	write(t, "account.json", data)
	var stdout, stderr bytes.Buffer
	cli.SharedMain(context.Background(), []string{"__complete", "usedby", "--from", "account.json", ""}, nil, nil,
		&stdout, &stderr)
	if strings.Contains(stdout.String(), "$(id)") || !strings.Contains(stdout.String(), "checkout-api") {
		t.Errorf("%s%s", &stdout, &stderr)
	}
}

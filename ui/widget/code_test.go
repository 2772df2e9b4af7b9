package widget

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/theme"
)

func TestWrapCodeStaysWhatItIs(t *testing.T) {
	for _, c := range []struct {
		name, code string
		want       []string
	}{
		{"a short command", "aws ec2 x --id a", []string{"aws ec2 x --id a"}},
		{"a command goes on between its words", "aws ec2 create-route --route-table-id rtb-1 --region us-east-1",
			[]string{`aws ec2 create-route \`, `  --route-table-id rtb-1 \`, `  --region us-east-1`}},
		{"a quoted word is one", `aws x y --doc '{"a b": "it'\''s c"}' --region r`,
			[]string{`aws x y --doc \`, `  '{"a b": "it'\''s c"}' \`, `  --region r`}},
		{"each line of a comment is one", "# its AllocationId takes the place of THAT below",
			[]string{"# its AllocationId takes", "# the place of THAT below"}},
		{"a comment that stands in", "  # its AllocationId takes the place",
			[]string{"  # its AllocationId takes", "  # the place"}},
		{"a word that is longer than a line", "aws x --arn aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
			[]string{`aws x --arn \`, `  aaaaaaaaaaaaaaaaaaaaaaa\`, `aaaaaaaaaaa`}},
		{"quotes are closed for the end of a line", `aws x --arn 'aaaa aaaa aaaa aaa'\''aaaa aaaa aaaa' --b`,
			[]string{`aws x --arn \`, `  'aaaa aaaa aaaa aaa'\`, `\''aaaa aaaa aaaa' \`, `  --b`}},
		{"other code is broken where the room ends", `  value =   "aaaaaaaaaaaaaaaaaaaaaaaaaaaa"`,
			[]string{`  value =   "aaaaaaaaaaaaa`, `aaaaaaaaaaaaaaa"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := WrapCode(c.code, 26); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
			var cells []string
			for _, cell := range (Cell{Text: c.code, Token: theme.Code}).wrap(26) {
				cells = append(cells, cell.Text)
			}
			if !slices.Equal(cells, c.want) {
				t.Errorf("as a cell: got\n%s", strings.Join(cells, "\n"))
			}
		})
	}
}

// TestWrappedCommandsAreTheSame has a shell read commands as they are, and as they stand on screens of all widths.
func TestWrappedCommandsAreTheSame(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal("this machine has no shell to paste into")
	}
	const stub = "aws() { printf '%s\\0' \"$@\"; printf 'END\\0'; }\n"
	read := func(text string) string {
		command := exec.Command(shell)
		command.Dir, command.Stdin = t.TempDir(), strings.NewReader(stub+text+"\n")
		out, err := command.CombinedOutput()
		if err != nil {
			t.Errorf("%v: %s", err, out)
		}
		if left, _ := os.ReadDir(command.Dir); len(left) > 0 {
			t.Errorf("a text was run, and left %v", left)
		}
		return string(out)
	}
	for _, text := range []string{
		`aws lambda get-function --function-name arn:aws:lambda:us-east-1:123456789012:function:` + strings.Repeat("reboot", 20) + ` --region us-east-1`,
		`aws iam put-role-policy --policy-document '{"Statement":[{"Sid":"$(touch owned) ` + "`touch owned`" + ` ; touch owned ;\\\"","x":"it'\''s '\'''\'' owned"}]}' --b`,
		`aws x --name '日本語の名前 ; touch owned ; '\''` + "\u0301" + ` é` + "\u0301" + ` \' '\' '\\' '' --c && aws y`,
	} {
		want := read(text)
		var all strings.Builder
		n := 0
		for w := 8; w <= Width(text)+1; w++ {
			lines := WrapCode(text, w)
			for _, line := range lines {
				if Width(line) > w {
					t.Errorf("%q is wider than %d", line, w)
				}
			}
			all.WriteString(strings.Join(lines, "\n") + "\n")
			n++
		}
		if got := read(all.String()); got != strings.Repeat(want, n) {
			t.Errorf("%s\nis read otherwise when it is broken into lines:\n%q\nwant %d times\n%q", text, got, n, want)
		}
	}
}

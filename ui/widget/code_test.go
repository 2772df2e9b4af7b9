package widget

import (
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

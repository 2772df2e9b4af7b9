package awsdata

import "testing"

// Only Windows cuts paths this way: drives, the drive that one is on, and shares.
func TestRoots(t *testing.T) {
	for path, want := range map[string][2]string{
		`C:\a\b`:         {`C:\`, `a\b`},
		`C:\`:            {`C:\`, ``},
		`C:a`:            {`C:`, `a`},
		`\a`:             {`\`, `a`},
		`a\b`:            {``, `a\b`},
		`\\host\share\a`: {`\\host\share\`, `a`},
		`\\host\share`:   {`\\host\share\`, ``},
	} {
		if root, rest := cutRoot(path); root != want[0] || rest != want[1] {
			t.Errorf("%s: %q and %q, want %q and %q", path, root, rest, want[0], want[1])
		}
	}
}

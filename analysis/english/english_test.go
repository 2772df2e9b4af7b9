package english_test

import (
	"testing"
	"time"

	"github.com/vpclens/vpclens/analysis/english"
)

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0 rules", 1: "1 rule", 2: "2 rules"} {
		if got := english.Count(n, "rule"); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestFirstOf(t *testing.T) {
	for n, want := range map[int]string{1: "a and 2 more", 2: "a, b and 1 more", 3: "a, b, c", 4: "a, b, c"} {
		if got := english.FirstOf([]string{"a", "b", "c"}, n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{30 * time.Second: "30s", 5 * time.Minute: "5m", 2 * time.Hour: "2h",
		90 * time.Second: "1m30s", 1500 * time.Millisecond: "1.5s", 10 * time.Minute: "10m", 0: "0s"} {
		if got := english.Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

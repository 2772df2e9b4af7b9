package say

import (
	"testing"
	"time"
)

func TestBriefly(t *testing.T) {
	for in, want := range map[string]string{
		"public subnet app-pub-a (subnet-0f86766748c31ad53): no internet": "public subnet app-pub-a: no internet",
		"NAT nat-a (app-pub-a) is private":                                "NAT nat-a (app-pub-a) is private",
		"a (igw-05a5b7fd) and b (not an id) (":                            "a and b (not an id) (",
		"a (subnet-0f86766748c31ad53":                                     "a (subnet-0f86766748c31ad53",
		"":                                                                "",
	} {
		if got := Briefly(in); got != want {
			t.Errorf("briefly(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestAge(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "0s", 12 * time.Second: "12s", 4 * time.Minute: "4m", 47 * time.Hour: "47h", 49 * time.Hour: "2d",
	} {
		if got := Age(d); got != want {
			t.Errorf("Age(%v) = %q, want %q", d, got, want)
		}
	}
}

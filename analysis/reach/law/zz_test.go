package law

import (
	"bufio"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestZZ(t *testing.T) {
	f, _ := os.Open("/tmp/zz.txt")
	worlds := map[string]*World{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		w := strings.Fields(sc.Text())
		if len(w) < 7 || !strings.HasPrefix(w[0], "random-") {
			continue
		}
		if worlds[w[0]] == nil {
			worlds[w[0]] = readFolder(t, "../../../../shared/accounts-amended/"+w[0]+"/account")
		}
		for _, fn := range worlds[w[0]].Functions() {
			if fn.FunctionName == w[2] {
				port, _ := strconv.Atoi(w[6])
				a, err := worlds[w[0]].Ask(fn, Question{w[4], w[5], port})
				fmt.Println(sc.Text(), "LAW", a.Verdict, err)
				fmt.Println(told(a))
			}
		}
	}
}

func TestZZ2(t *testing.T) {
	w := readFolder(t, "../../../../shared/accounts-amended/random-306/account")
	for _, fn := range w.Functions() {
		if fn.FunctionName == "fn-05" {
			s := w.sender(fn)
			for _, c := range []string{"0.0.0.0/0", "::/0"} {
				for _, ip := range w.samples(mustP(c)) {
					if v, h := w.from(s, "subnet-000000000c0000006", packet{protocol: "tcp", port: 3306, to: ip}); v != Blocked {
						fmt.Println(ip, v, h)
					}
				}
			}
		}
	}
}
func mustP(s string) netip.Prefix { return netip.MustParsePrefix(s) }

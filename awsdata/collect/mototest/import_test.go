package mototest

import (
	"os/exec"
	"strings"
	"testing"
)

// Nothing that only tests need may get into the program: this package can write to AWS.
func TestNotInProgram(t *testing.T) {
	const module = "github.com/vpclens/vpclens"
	out, err := exec.Command("go", "list", "-deps", module).Output()
	if err != nil {
		t.Fatalf("list the program's packages: %v", err)
	}
	packages := strings.Fields(string(out))
	collect := false
	for _, p := range packages {
		collect = collect || p == module+"/awsdata/collect"
		switch p {
		case module + "/awsdata/collect/mototest", module + "/awsdata/collect/awsreplay", "testing",
			"net/http/httptest":
			t.Errorf("the program imports %s", p)
		}
	}
	if !collect {
		t.Errorf("the program does not import %s/awsdata/collect: this test looks at the wrong thing", module)
	}
}

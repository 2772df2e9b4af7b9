package collect

import (
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"github.com/vpclens/vpclens/awsdata"
)

// What the network says is told apart on every system, by the numbers that the system has for it.
func TestErrorsOfTheNetwork(t *testing.T) {
	for _, c := range []struct {
		number  syscall.Errno
		on      string
		refused bool // nobody listens: to try again does not help
		cut     bool
	}{
		{111, "linux", true, false}, {61, "darwin", true, false}, {10061, "windows", true, false},
		{104, "linux", false, true}, {54, "darwin", false, true}, {10054, "windows", false, true},
		{10053, "windows", false, true},
		{101, "linux", false, false}, {51, "darwin", false, false}, {10051, "windows", false, false}, // no route
		{110, "linux", false, false}, {60, "darwin", false, false}, {10060, "windows", false, false}, // no answer
	} {
		if c.on != "windows" && c.on != runtime.GOOS { // the numbers of Unix are those of the system that runs
			continue
		}
		err := fmt.Errorf("send: %w",
			&net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", c.number)})
		if got := refused(err); got != c.refused {
			t.Errorf("%s %d: refused is %v", c.on, c.number, got)
		}
		if got := retryable(err) == aws.FalseTernary; got != c.refused {
			t.Errorf("%s %d: tried no second time is %v", c.on, c.number, got)
		}
		cause, says := diagnose(t.Context(), err)
		if cause != awsdata.CauseUnreachable {
			t.Errorf("%s %d: %v", c.on, c.number, cause)
		}
		if got := strings.HasPrefix(says, "the connection was cut off"); got != c.cut {
			t.Errorf("%s %d: %s", c.on, c.number, says)
		}
	}
	if refused(io.EOF) || cutOff(io.EOF) {
		t.Error("the end of an answer is an error of the network")
	}
}

// Nobody listens at an address that somebody just gave up: what the system that runs says of it is understood.
func TestARefusedConnection(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", address)
	if err == nil {
		c.Close()
		t.Skip("somebody else listens there by now")
	}
	if !refused(err) {
		t.Errorf("not refused: %v", err)
	}
}

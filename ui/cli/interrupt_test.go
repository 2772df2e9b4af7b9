package cli_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/vpclens/vpclens/ui/cli"
)

// Ctrl-C while AWS is being read ends it at once: one line, the exit code of an interrupted program, no data.
func TestInterrupt(t *testing.T) {
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull, "AWS_EC2_METADATA_DISABLED": "true",
	} {
		t.Setenv(name, value)
	}
	ctx, interrupt := context.WithCancel(context.Background())
	defer interrupt()
	// The server does not answer before it is all over; the first question to it is when the person presses Ctrl-C.
	over := make(chan struct{})
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		interrupt()
		<-over
	}))
	defer server.Close()
	defer close(over)
	var stdout, stderr bytes.Buffer
	code := cli.Main(ctx, []string{"scan", "--region", "us-east-1", "--endpoint-url", server.URL}, nil, nil,
		&stdout, &stderr)
	if code != 130 || stdout.Len() > 0 || stderr.String() != "vpclens: interrupted\n" {
		t.Errorf("exit code %d\nstdout %q\nstderr %q", code, &stdout, &stderr)
	}
}

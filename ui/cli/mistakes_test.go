package cli_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"github.com/vpclens/vpclens/ui/cli"
)

// A region, an endpoint and a profile that do not exist are found before anything is asked.
func TestLiveMistakes(t *testing.T) {
	t.Setenv("AWS_ACCESS_KEY_ID", "testing")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "testing")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"scan", "--region", "useast1"}, `unknown region "useast1": did you mean us-east-1?`},
		{[]string{"scan", "--region", "us-east-1", "--endpoint-url", "127.0.0.1:1"}, `endpoint "127.0.0.1:1" is not a URL`},
		{[]string{"scan", "--profile", "nobody", "--region", "us-east-1"}, `no AWS profile "nobody"`},
	} {
		var stdout, stderr bytes.Buffer
		code := cli.Main(context.Background(), c.args, nil, nil, &stdout, &stderr)
		if code != 1 || stdout.Len() > 0 || !strings.HasPrefix(stderr.String(), "vpclens: "+c.want) ||
			strings.Count(stderr.String(), "\n") != 1 {
			t.Errorf("vpclens %s: exit code %d\n%s%s", strings.Join(c.args, " "), code, &stdout, &stderr)
		}
	}
}

// fine runs a command that must succeed and returns its stdout.
func fine(t *testing.T, env []string, args ...string) []byte {
	t.Helper()
	var stdout, stderr bytes.Buffer
	if code := cli.PatientMain(context.Background(), args, env, nil, &stdout, &stderr); code != 0 {
		t.Fatalf("vpclens %s: exit code %d\n%s", strings.Join(args, " "), code, &stderr)
	}
	return stdout.Bytes()
}

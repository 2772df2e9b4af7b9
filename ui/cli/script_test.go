package cli_test

import (
	"context"
	"os"
	"os/signal"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/vpclens/vpclens/ui/cli"
)

// TestMain lets the scripts run vpclens: the test binary plays the program, from arguments to exit code.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"vpclens": func() {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		code := cli.Main(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
		stop()
		os.Exit(code)
	}})
}

// TestScripts runs the stories of testdata/script. "run vpclens" runs a command in this process, which has the built-in
// account at hand; "exec vpclens" starts a program, which the script's changes of the environment and standard input
// reach.
func TestScripts(t *testing.T) {
	here := &inProcess{}
	t.Cleanup(func() { everySchemaHeld(t) })    // once the stories, which run side by side, have ended
	dir, err := filepath.Abs("testdata/script") // commands in this process go to the folder of their script
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(e *testscript.Env) error {
			// Nobody's own AWS configuration may reach a test.
			e.Setenv("AWS_CONFIG_FILE", os.DevNull)
			e.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
			e.Setenv("AWS_EC2_METADATA_DISABLED", "true")
			e.Values["env"] = e.Vars
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code":    here.code,
			"run":     here.succeeds,
			"oneline": oneline,
			"clean":   clean,

			"yesterday": yesterday,
		},
	})
}

//go:build unix

package main

import (
	"bytes"
	"context"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/vpclens/vpclens/awsdata/collect/awsreplay"
)

// An API that always has another page is left alone soon: at once where it names one that was read, and else at a
// bound.
func TestEndlessPagesCostLittle(t *testing.T) {
	everything := []string{"ListFunctions", "DescribeVpcs", "DescribeSubnets", "DescribeSecurityGroups",
		"DescribeRouteTables", "DescribeNetworkAcls", "DescribeNetworkInterfaces", "DescribeNatGateways",
		"DescribeInternetGateways", "DescribeVpcEndpoints"}
	for _, c := range []struct {
		name       string
		operations []string
		fault      func() awsreplay.Fault
		requests   int // for each operation, at the most
		want       string
	}{
		{"the same page", everything, func() awsreplay.Fault { return awsreplay.Endless(1, "again") }, 2,
			"names a page that was read already"},
		{"small pages", []string{"DescribeNetworkInterfaces"},
			func() awsreplay.Fault { return awsreplay.Endless(0, "") }, 5001, "more than 5000 pages"},
		{"big pages of Lambda", []string{"ListFunctions"}, func() awsreplay.Fault { return awsreplay.Endless(100, "") },
			5000, "longer than 64 MB"},
		{"big pages of everything", everything, func() awsreplay.Fault { return awsreplay.Endless(100, "") }, 5000,
			"longer than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			server := account(t)
			for _, operation := range c.operations {
				server.Fault(operation, c.fault())
			}
			ctx, cancel := context.WithTimeout(t.Context(), busy)
			defer cancel()
			command := exec.CommandContext(ctx, program(t), "scan", "--format", "json", "--endpoint-url", server.URL)
			command.Env, command.Dir = environment(t), t.TempDir()
			var stdout, stderr bytes.Buffer
			command.Stdout, command.Stderr = &stdout, &stderr
			began := time.Now()
			err := command.Run()
			if command.ProcessState == nil {
				t.Fatal(err)
			}
			t.Logf("%.1f s, %.1f of the processor's, %d MB", time.Since(began).Seconds(),
				(command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds(),
				used(command.ProcessState)>>20)
			if ctx.Err() != nil {
				t.Fatal("it did not end")
			}
			if said := stdout.String(); !strings.Contains(said, c.want) {
				t.Errorf("exit code %d, no gap says %q: %s %.2000s", command.ProcessState.ExitCode(), c.want,
					&stderr, said)
			}
			for _, operation := range c.operations {
				if n := server.Count(operation); n > c.requests || n == 0 {
					t.Errorf("%s was asked %d times", operation, n)
				}
			}
			if most := used(command.ProcessState); most > mostRSS {
				t.Errorf("%d MB of memory", most>>20)
			}
		})
	}
}

// Vpclens shows what every AWS Lambda function in an account can reach, and what can go wrong with its VPC networking.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/vpclens/vpclens/ui/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the second signal ends at once what does not heed the first
	return cli.Main(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
}

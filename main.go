// Vpclens shows what every AWS Lambda function in an account can reach, and what can go wrong with its VPC networking.
package main

import (
	"context"
	"os"

	"github.com/vpclens/vpclens/ui/cli"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := cli.NotifyContext(context.Background())
	defer stop()
	return cli.Main(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
}

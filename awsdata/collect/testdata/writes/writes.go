// Package writes is what the checker of the package must find: every line marked bad could change an account.
package writes

import (
	"context"
	"net/http"
	"os/exec" // bad

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

type wide interface {
	DescribeVpcs(context.Context, *ec2.DescribeVpcsInput, ...func(*ec2.Options)) (*ec2.DescribeVpcsOutput, error)
	DeleteVpc(context.Context, *ec2.DeleteVpcInput, ...func(*ec2.Options)) (*ec2.DeleteVpcOutput, error) // bad
}

type invoker func(context.Context, *lambda.InvokeInput, ...func(*lambda.Options)) (*lambda.InvokeOutput, error) // bad

type holder struct {
	all *ec2.Client // bad
}

func write(ctx context.Context, cfg aws.Config, w wide) error {
	_, err := w.DescribeVpcs(ctx, &ec2.DescribeVpcsInput{})
	_, err = w.DeleteVpc(ctx, nil) // bad
	client := ec2.NewFromConfig(cfg)
	_, err = client.DescribeSubnets(ctx, nil)
	_, err = client.CreateTags(ctx, nil)           // bad
	method := lambda.NewFromConfig(cfg).Invoke     // bad
	var input ec2.RunInstancesInput                // bad
	waiter := ec2.NewVpcAvailableWaiter(client)    // bad
	signer := ec2.NewPresignClient(client)         // bad
	_, err = http.Post("https://x", "text/x", nil) // bad
	_, _, _, _ = method, input, waiter, signer
	_ = exec.Command
	return err
}

var _, _ = write, holder{}

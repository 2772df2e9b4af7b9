package collect

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	// controlPool is the pace that the calls about one function share. AWS allows an account 15 requests a second and
	// region for most of Lambda's control plane together. A third of that is left to those who deploy meanwhile.
	// Source: AWS Lambda developer guide, "Lambda quotas".
	controlPool      = "lambda control plane"
	controlPerSecond = 10

	// mostFunctionsAsked is the number of functions in a region that these calls are made about: two calls for each of
	// a thousand take 200 of the 300 seconds that a collection has.
	mostFunctionsAsked = 1000
)

// functionAccessCalls are who may call a function. They are slow, one call for each function, so they come last and
// nothing waits for them.
func functionAccessCalls() []call {
	return []call{
		{
			name: "list-function-url-configs", service: "lambda", operation: "ListFunctionUrlConfigs", page: 50,
			why:   "which functions have a URL, and whether it asks for authentication",
			needs: []string{"list-functions"}, each: unpublished, most: mostFunctionsAsked, fewer: unpublishedInVPC,
			perSecond: controlPerSecond, pool: controlPool, last: true,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				p := lambda.NewListFunctionUrlConfigsPaginator(c.lambda,
					&lambda.ListFunctionUrlConfigsInput{FunctionName: aws.String(q.arg), MaxItems: q.limit()})
				return all(ctx, d, p)
			},
		},
		{
			name: "get-policy", service: "lambda", operation: "GetPolicy",
			why:   "who may invoke a function",
			needs: []string{"list-functions"}, each: unpublished, most: mostFunctionsAsked, fewer: unpublishedInVPC,
			perSecond: controlPerSecond, pool: controlPool, last: true,
			run: functionPolicy,
		},
	}
}

// functionPolicy reads a function's resource policy. A function without one is an error to AWS, and an empty document
// here: that nobody was given leave is a fact, and not a gap.
func functionPolicy(ctx context.Context, c *clients, q query, d *document) error {
	out, err := c.lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: aws.String(q.arg)})
	var none *types.ResourceNotFoundException
	if errors.As(err, &none) {
		return d.add(&lambda.GetPolicyOutput{})
	}
	if err != nil {
		return err
	}
	if out.Policy == nil {
		return missingMember("Policy")
	}
	return d.add(out)
}

// unpublished are all functions, each once.
func unpublished(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.Functions {
		if f := &r.Functions[i]; !f.Published() {
			out = append(out, target{id: f.FunctionName, arg: f.FunctionName})
		}
	}
	return out
}

// unpublishedInVPC are the functions that are attached to a VPC: who can call them is behind its groups and routes.
func unpublishedInVPC(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.Functions {
		if f := &r.Functions[i]; !f.Published() && f.Attached() {
			out = append(out, target{id: f.FunctionName, arg: f.FunctionName})
		}
	}
	return out
}

package collect

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/vpclens/vpclens/awsdata"
)

const (
	// controlPool is the pace that the calls about one function share. AWS allows an account 15 requests a second and
	// region for most of Lambda's control plane together. Where others deploy meanwhile, the pace gives way.
	// Source: AWS Lambda developer guide, "Lambda quotas".
	controlPool      = "lambda control plane"
	controlPerSecond = 15

	// mostFunctionsAsked is the number of functions in a region that these calls are made about: a call for each of
	// a thousand takes 67 of the 300 seconds that a collection has.
	mostFunctionsAsked = 1000
)

// functionAccessCalls are who may call a function. They are slow, one call for each function, so they come last and
// nothing waits for them.
func functionAccessCalls() []call {
	return []call{
		{
			name: "get-policy", service: "lambda", operation: "GetPolicy",
			function: true,
			why:      "who may invoke a function",
			needs:    []string{"list-functions"}, each: unpublished, most: mostFunctionsAsked, fewer: unpublishedInVPC,
			perSecond: controlPerSecond, pool: controlPool, last: true,
			run: functionPolicy,
		},
		{
			name: "list-function-url-configs", service: "lambda", operation: "ListFunctionUrlConfigs", page: 50,
			function: true,
			why:      "whether the URL of a function that everybody may call asks for authentication",
			needs:    []string{"list-functions", "get-policy"}, each: mayHaveOpenURL, most: mostFunctionsAsked,
			fewer:     inVPCWithOpenURL,
			perSecond: controlPerSecond, pool: controlPool, last: true,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				p := lambda.NewListFunctionUrlConfigsPaginator(c.lambda,
					&lambda.ListFunctionUrlConfigsInput{FunctionName: aws.String(q.arg), MaxItems: q.limit()})
				return all(ctx, d, p)
			},
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

// mayHaveOpenURL are the functions whose policy may let everyone in: a URL without authentication lets nobody in that
// the policy does not.
func mayHaveOpenURL(s *awsdata.Snapshot, r *awsdata.Region) []target {
	return open(r, unpublished(s, r))
}

func inVPCWithOpenURL(s *awsdata.Snapshot, r *awsdata.Region) []target {
	return open(r, unpublishedInVPC(s, r))
}

// open leaves the functions whose policy names everyone.
func open(r *awsdata.Region, functions []target) []target {
	return slices.DeleteFunc(functions, func(t target) bool {
		text := string(r.FunctionPolicies[t.id].Policy)
		return !strings.Contains(text, `"*"`) && !strings.Contains(text, "NotPrincipal")
	})
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

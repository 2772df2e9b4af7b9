package collect

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/vpclens/vpclens/awsdata"
)

// functionsPerSecond is AWS's quota of GetFunction, which nothing else takes from. Where others take more than is left,
// the pace gives way.
// Source: AWS Lambda developer guide, "Lambda quotas", "GetFunction API requests".
const functionsPerSecond = 100

// lambdaCalls are the functions. Environment variables and presigned code URLs come with them; they are dropped on the
// spot, before anything is encoded, but for the targets that somebody asks for.
func lambdaCalls() []call {
	return []call{
		{
			// ListFunctions accepts a MaxItems of 10,000 but never returns more than 50.
			name: functionsCall, service: "lambda", operation: "ListFunctions", page: 50,
			why: "the functions, their versions and where they are placed",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				p := lambda.NewListFunctionsPaginator(c.lambda, &lambda.ListFunctionsInput{
					FunctionVersion: types.FunctionVersionAll, MaxItems: q.limit()})
				return allOf(ctx, d, p, func(page *lambda.ListFunctionsOutput) error {
					for i := range page.Functions {
						d.takeEnvironment(&page.Functions[i], q.targets)
						if c := page.Functions[i].VpcConfig; c != nil && len(c.SubnetIds) > 0 ||
							page.Functions[i].CapacityProviderConfig != nil {
							q.attached.tell()
						}
					}
					return nil
				})
			},
		},
		{
			// list-functions omits the state. GetFunction has a quota of its own of 100 calls a second, where
			// GetFunctionConfiguration shares 15 with everything else that people do to their functions.
			name: "get-function", service: "lambda", operation: "GetFunction", also: []string{"lambda:ListTags"},
			function: true,
			why:      "the state, reserved concurrency and tags of functions in a VPC",
			needs:    []string{"list-functions"}, each: functionsInVPC, perSecond: functionsPerSecond,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String(q.arg)})
				if err != nil {
					return err
				}
				if out.Configuration == nil {
					return missingMember("Configuration")
				}
				out.Configuration.Environment = nil
				if out.Code != nil {
					out.Code.Location = nil
				}
				return d.add(out)
			},
		},
		{
			name: "list-capacity-providers", service: "lambda", operation: "ListCapacityProviders", page: 50,
			why: "the network of functions on managed instances",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				p := lambda.NewListCapacityProvidersPaginator(c.lambda,
					&lambda.ListCapacityProvidersInput{MaxItems: q.limit()})
				return all(ctx, d, p)
			},
		},
		{
			name: "get-capacity-provider", service: "lambda", operation: "GetCapacityProvider",
			why:   "the subnets and security groups of a capacity provider that a function names",
			needs: []string{"list-functions"}, each: capacityProviders,
			must: "CapacityProvider",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.lambda.GetCapacityProvider(ctx,
					&lambda.GetCapacityProviderInput{CapacityProviderName: aws.String(q.arg)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		},
	}
}

// functionsInVPC are the unpublished versions of functions whose network matters. A published version has the state of
// its own publication, which says nothing about the interfaces of today.
func functionsInVPC(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.Functions {
		if f := &r.Functions[i]; !f.Published() && (f.Attached() || f.Managed()) {
			out = append(out, target{id: f.FunctionName, arg: f.FunctionName})
		}
	}
	return out
}

// capacityProviders are those that functions name, each once.
func capacityProviders(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	seen := map[string]bool{}
	for i := range r.Functions {
		arn := r.Functions[i].CapacityProviderArn()
		if arn == "" || seen[arn] {
			continue
		}
		seen[arn] = true
		out = append(out, target{id: arn[strings.LastIndexByte(arn, ':')+1:], arg: arn})
	}
	return out
}

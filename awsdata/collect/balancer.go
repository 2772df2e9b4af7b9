package collect

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"

	"github.com/vpclens/vpclens/awsdata"
)

// balancerCalls are the load balancers, what listens there and where it goes on to, and the instances that answer.
func balancerCalls() []call {
	return []call{
		store(call{
			name: "describe-load-balancers", service: "elasticloadbalancing", operation: "DescribeLoadBalancers",
			page: 400,
			why:  "the names of load balancers, and whether they have security groups",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticloadbalancingv2.NewDescribeLoadBalancersPaginator(c.elb,
					&elasticloadbalancingv2.DescribeLoadBalancersInput{PageSize: q.limit()}))
			},
		}),
		store(call{
			name: "describe-listeners", service: "elasticloadbalancing", operation: "DescribeListeners", page: 400,
			why:   "the ports at which a load balancer listens",
			needs: []string{"describe-load-balancers"}, each: loadBalancers,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticloadbalancingv2.NewDescribeListenersPaginator(c.elb,
					&elasticloadbalancingv2.DescribeListenersInput{LoadBalancerArn: aws.String(q.arg),
						PageSize: q.limit()}))
			},
		}),
		store(call{
			name: "describe-target-groups", service: "elasticloadbalancing", operation: "DescribeTargetGroups",
			page: 400,
			why:  "where a load balancer sends connections on to",
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				return all(ctx, d, elasticloadbalancingv2.NewDescribeTargetGroupsPaginator(c.elb,
					&elasticloadbalancingv2.DescribeTargetGroupsInput{PageSize: q.limit()}))
			},
		}),
		store(call{
			name: "describe-target-health", service: "elasticloadbalancing", operation: "DescribeTargetHealth",
			why:   "whether anyone answers there",
			needs: []string{"describe-target-groups"}, each: targetGroups,
			run: func(ctx context.Context, c *clients, q query, d *document) error {
				out, err := c.elb.DescribeTargetHealth(ctx,
					&elasticloadbalancingv2.DescribeTargetHealthInput{TargetGroupArn: aws.String(q.arg)})
				if err != nil {
					return err
				}
				return d.add(out)
			},
		}),
		{
			name: "describe-instances", service: "ec2", operation: "DescribeInstances", page: 1000,
			why: "whether the instances that routes or load balancers target are running", attached: true,
			needs: []string{functionsCall, "describe-route-tables", "describe-network-interfaces",
				"describe-target-health"}, each: instances,
			must: "Reservations",
			run:  readInstances,
		},
	}
}

// loadBalancers are those that take connections from a network. Their names are unique in a region and account.
func loadBalancers(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.LoadBalancers {
		out = append(out, target{id: r.LoadBalancers[i].LoadBalancerName, arg: r.LoadBalancers[i].LoadBalancerArn})
	}
	return out
}

// targetGroups are those that a load balancer uses.
func targetGroups(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	var out []target
	for i := range r.TargetGroups {
		if g := &r.TargetGroups[i]; len(g.LoadBalancerArns) > 0 && g.TargetType != "lambda" {
			out = append(out, target{id: g.TargetGroupName, arg: g.TargetGroupArn})
		}
	}
	return out
}

// instances is one call for all instances that a route leads to, by their own id or that of an interface, or that a
// load balancer has among its targets. Accounts can have many thousands of others, which nothing here asks about.
func instances(_ *awsdata.Snapshot, r *awsdata.Region) []target {
	holder := make(map[string]string)
	for i := range r.NetworkInterfaces {
		if a := r.NetworkInterfaces[i].Attachment; a != nil {
			holder[r.NetworkInterfaces[i].NetworkInterfaceId] = a.InstanceId
		}
	}
	seen := make(map[string]bool)
	for i := range r.RouteTables {
		for _, route := range r.RouteTables[i].Routes {
			seen[route.InstanceId] = true
			seen[holder[route.NetworkInterfaceId]] = true
		}
	}
	for _, targets := range r.TargetHealth {
		for _, t := range targets {
			if strings.HasPrefix(t.Target.Id, "i-") {
				seen[t.Target.Id] = true
			}
		}
	}
	ids := sorted(seen)
	if len(ids) == 0 {
		return nil
	}
	return []target{{arg: strings.Join(ids, ",")}}
}

// readInstances asks for instances with a filter, which takes 200 values: to ask for an id that is gone is an error,
// and to filter for one is not. Source: Amazon EC2 API reference, "Filtering your results".
func readInstances(ctx context.Context, c *clients, q query, d *document) error {
	for some := range slices.Chunk(strings.Split(q.arg, ","), 200) {
		err := all(ctx, d, ec2.NewDescribeInstancesPaginator(c.ec2, &ec2.DescribeInstancesInput{
			Filters: []types.Filter{{Name: aws.String("instance-id"), Values: some}}, MaxResults: q.limit()}))
		if err != nil {
			return err
		}
	}
	return nil
}

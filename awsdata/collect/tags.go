package collect

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/resourcegroupstaggingapi"

	"github.com/vpclens/vpclens/awsdata"
)

// tagCalls are the tags of functions, which the list of functions does not tell.
func tagCalls() []call {
	return []call{{
		name: "get-resources", service: "tag", operation: "GetResources", page: 100,
		why:   "the tags of functions, outside a VPC too",
		needs: []string{functionsCall}, none: noFunctions,
		run: func(ctx context.Context, c *clients, q query, d *document) error {
			return all(ctx, d, resourcegroupstaggingapi.NewGetResourcesPaginator(c.tagging,
				&resourcegroupstaggingapi.GetResourcesInput{ResourceTypeFilters: []string{"lambda:function"},
					ResourcesPerPage: q.limit()}))
		},
	}}
}

func noFunctions(r *awsdata.Region) bool { return r.Has(functionsCall) && len(r.Functions) == 0 }

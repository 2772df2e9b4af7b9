package collect

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas"
	"github.com/aws/aws-sdk-go-v2/service/servicequotas/types"

	"github.com/vpclens/vpclens/awsdata"
)

// quotaCalls are the limits that functions in a VPC run into.
func quotaCalls() []call {
	return []call{{
		name: "get-service-quota", service: "servicequotas", operation: "GetServiceQuota",
		also: []string{"servicequotas:GetAWSDefaultServiceQuota"},
		why:  "how many network interfaces functions may have",
		each: func(*awsdata.Snapshot, *awsdata.Region) []target {
			return []target{
				{id: "lambda.L-9FEE3D26"}, // network interfaces of functions in each VPC
				{id: "vpc.L-DF5E4CA3"},    // network interfaces in the region
			}
		},
		must: "Quota",
		run:  serviceQuota,
	}}
}

// serviceQuota reads the applied value. A quota that nobody ever changed may have none; then AWS's default applies.
func serviceQuota(ctx context.Context, c *clients, q query, d *document) error {
	service, code := cutLast(q.id)
	out, err := c.quotas.GetServiceQuota(ctx, &servicequotas.GetServiceQuotaInput{
		ServiceCode: aws.String(service), QuotaCode: aws.String(code)})
	var none *types.NoSuchResourceException
	if errors.As(err, &none) {
		standard, err := c.quotas.GetAWSDefaultServiceQuota(ctx, &servicequotas.GetAWSDefaultServiceQuotaInput{
			ServiceCode: aws.String(service), QuotaCode: aws.String(code)})
		if err != nil {
			return err
		}
		return d.add(standard)
	}
	if err != nil {
		return err
	}
	return d.add(out)
}

package names

import (
	"strings"
)

// public is where a name leads that nothing in the VPC holds: to the resource whose own name it is, else to public
// addresses. The cause is [CauseOutside] for a function in no VPC, else told by the endpoints that do not hold the
// name.
func (v *view) public(q question, cause Cause) []Lead {
	if e, list, known := v.ownEndpoint(q.host); e != nil && known {
		return []Lead{{Kind: LeadEndpoint, Endpoint: e, Addresses: list, Cause: CauseOwnName}}
	} else if e != nil {
		return []Lead{{Endpoint: e, Cause: CauseOwnName, Missing: []string{"describe-network-interfaces"}}}
	}
	if q.service == "" {
		if s := v.stores()[strings.TrimPrefix(q.host, "dualstack.")]; s != nil {
			return []Lead{{Kind: LeadStore, Store: s, Cause: CauseOwnName}}
		}
		return []Lead{v.notKnown(q)}
	}
	lead := Lead{Kind: LeadPublic, Service: q.service, Region: q.region, Cause: cause}
	if cause == "" {
		v.explain(&lead, q)
	}
	if !q.bucket {
		return []Lead{lead}
	}
	lead.Region = v.regionName()
	return []Lead{lead, {Kind: LeadPublic, Cause: CauseBucketElsewhere}}
}

// explain says why a service's name leads to public addresses.
func (v *view) explain(lead *Lead, q question) {
	lead.Cause = CauseNoEndpoint
	claims := v.claims(q)
	if len(claims) == 0 {
		return
	}
	c := claims[0]
	lead.Endpoint = c.endpoint
	switch {
	case c.cause != "":
		lead.Cause = c.cause
	case v.private == forceOff:
		lead.Cause = CauseHostnamesOff
	case c.covered == MaybeCovered:
		lead.Cause = CauseMaybeCovered
	case c.pending:
		lead.Cause = CauseEndpointState
	case v.private == forceUnknown:
		lead.Cause = CauseHostnamesOff // if it is: the call is missing
		for _, f := range []fact{v.support, v.names} {
			if !f.known {
				lead.Missing = append(lead.Missing, f.call)
			}
		}
	default:
		lead.Cause = CauseServers
	}
	if lead.Cause == CauseNotCovered || lead.Cause == CauseMaybeCovered {
		lead.Other = coveredName(c.endpoint)
	}
}

// storeNames is the table of the host names of data stores and load balancers: the calls that tell whose they are.
var storeNames = []struct {
	part  string
	calls []string
}{
	{".rds.", []string{"describe-db-instances", "describe-db-clusters", "describe-db-proxies", "describe-db-proxy-endpoints"}},
	{".docdb.", []string{"describe-db-instances", "describe-db-clusters"}},
	{".neptune.", []string{"describe-db-instances", "describe-db-clusters"}},
	{".cache.", []string{"describe-cache-clusters", "describe-replication-groups", "describe-serverless-caches"}},
	{".memorydb.", []string{"memorydb-describe-clusters"}},
	{".redshift.", []string{"redshift-describe-clusters"}},
	{".redshift-serverless.", []string{"list-workgroups"}},
	{".es.", []string{"describe-domains"}},
	{".aos.", []string{"describe-domains"}},
	{".kafka.", []string{"list-clusters-v2"}},
	{".kafka-serverless.", []string{"list-clusters-v2"}},
	{".efs.", []string{"efs-describe-file-systems"}},
	{".fsx.", []string{"fsx-describe-file-systems"}},
	{".mq.", []string{"list-brokers"}},
	{".elb.", []string{"describe-load-balancers"}},
}

// notKnown is the lead of a host name of which the snapshot does not tell the addresses.
func (v *view) notKnown(q question) Lead {
	lead := Lead{Cause: CauseNotKnown}
	if v.region == nil {
		return lead
	}
	lead.Missing = []string{"the address of " + q.host}
	for _, s := range storeNames {
		if !strings.Contains(q.host, s.part) {
			continue
		}
		for _, call := range s.calls {
			if !v.region.Region.Has(call) {
				lead.Missing = append(lead.Missing, call)
			}
		}
	}
	return lead
}

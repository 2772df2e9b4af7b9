package awsreplay

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"unicode"
)

// keys is the table of operations about one thing: the parameters that make up the document's name after the call's.
// Where two services have an operation of the same name, one of them is written with its service.
var keys = map[string][]string{
	"DescribeVpcAttribute":        {"VpcId", "Attribute"},
	"GetManagedPrefixListEntries": {"PrefixListId"},
	"SearchTransitGatewayRoutes":  {"TransitGatewayRouteTableId"},
	"GetFunction":                 {"Name"},
	"GetCapacityProvider":         {"Name"},
	"ListFunctionUrlConfigs":      {"Name"},
	"lambda GetPolicy":            {"Name"},
	"GetServiceQuota":             {"ServiceCode", "QuotaCode"},
	"GetAWSDefaultServiceQuota":   {"ServiceCode", "QuotaCode"},
	"GetRole":                     {"RoleName"},
	"ListAttachedRolePolicies":    {"RoleName"},
	"ListRolePolicies":            {"RoleName"},
	"GetRolePolicy":               {"RoleName", "PolicyName"},
	"GetPolicy":                   {"PolicyArn"},
	"GetPolicyVersion":            {"PolicyArn"},

	"ListAccountsForParent":            {"ParentId"},
	"ListOrganizationalUnitsForParent": {"ParentId"},

	"GetTransitGatewayPrefixListReferences": {"TransitGatewayRouteTableId"},
	"ListHostedZonesByVPC":                  {"Vpcid"},
	"ListResourceRecordSets":                {"HostedZoneId"},
	"ListProfileResourceAssociations":       {"ProfileId"},
	"ListFirewallRules":                     {"FirewallRuleGroupId"},
	"ListFirewallDomains":                   {"FirewallDomainListId"},
	"GetBootstrapBrokers":                   {"ClusterArn"},
	"ListNodes":                             {"ClusterArn"},
	"DescribeMountTargets":                  {"FileSystemId"},
	"ListMountTargets":                      {"FileSystemId"},
	"DescribeBroker":                        {"BrokerId"},
	"DescribeListeners":                     {"LoadBalancerArn"},
	"DescribeTargetHealth":                  {"TargetGroupArn"},
	"ListServiceNetworkVpcAssociations":     {"VpcIdentifier"},
	"GetServiceNetworkVpcAssociation":       {"AssociationId"},
}

// names is the table of documents that are not called like the command, because two services have one of that name, or
// because two operations are answered from one document.
var names = map[string]string{
	"memorydb DescribeClusters":             "memorydb-describe-clusters",
	"redshift DescribeClusters":             "redshift-describe-clusters",
	"elasticfilesystem DescribeFileSystems": "efs-describe-file-systems",
	"fsx DescribeFileSystems":               "fsx-describe-file-systems",
	"es ListDomainNames":                    "describe-domains",
}

// nameIn is the name that an ARN tells, and the value itself where it is none. Some ARNs go on with an id behind the
// name.
func nameIn(parameter, value string) string {
	parts := strings.FieldsFunc(value, func(r rune) bool { return r == '/' || r == ':' })
	if len(parts) == 0 {
		return ""
	}
	last := len(parts) - 1
	if last > 0 && (parameter == "ClusterArn" || parameter == "LoadBalancerArn" || parameter == "TargetGroupArn") {
		last--
	}
	return parts[last]
}

// documentName is the name of the document that answers a request.
func documentName(q Request) string {
	name, renamed := names[q.Service+" "+q.Operation]
	if !renamed {
		name = kebab(q.Operation)
	}
	parameters, ok := keys[q.Service+" "+q.Operation]
	if !ok {
		parameters = keys[q.Operation]
	}
	for _, key := range parameters {
		name += "." + nameIn(key, q.Params[key])
	}
	return name
}

// document reads the document that answers a request.
func (s *Server) document(q Request) (map[string]any, error) {
	name := documentName(q)
	region := q.Region
	if q.Service == "iam" || q.Service == "sts" || q.Service == "route53" {
		region = "global"
	}
	data, err := fs.ReadFile(s.files, region+"/"+name+".json")
	if err != nil && q.Operation == "DescribeRegions" {
		return s.regions()
	}
	if err != nil {
		return nil, fmt.Errorf("the directory has no %s in %s", name, region)
	}
	value, err := decode("", data)
	if err != nil {
		return nil, fmt.Errorf("%s in %s is damaged: %w", name, region, err)
	}
	document, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("%s in %s is no object", name, region)
	}
	if q.Service == "es" {
		document = domains(document, q)
	}
	return document, nil
}

// decode reads JSON into maps, lists and scalars. Policies stay text: the order of their members is part of them.
func decode(member string, data json.RawMessage) (any, error) {
	data = bytes.TrimSpace(data)
	switch {
	case len(data) > 0 && data[0] == '{' && !strings.HasSuffix(member, "Document"):
		var members map[string]json.RawMessage
		if err := json.Unmarshal(data, &members); err != nil {
			return nil, err
		}
		out := make(map[string]any)
		for name, value := range members {
			decoded, err := decode(name, value)
			if err != nil {
				return nil, err
			}
			out[name] = decoded
		}
		return out, nil
	case len(data) > 0 && data[0] == '[':
		var elements []json.RawMessage
		if err := json.Unmarshal(data, &elements); err != nil {
			return nil, err
		}
		out := make([]any, len(elements))
		for i, value := range elements {
			decoded, err := decode("", value)
			if err != nil {
				return nil, err
			}
			out[i] = decoded
		}
		return out, nil
	case len(data) > 0 && data[0] == '"':
		var text string
		err := json.Unmarshal(data, &text)
		return text, err
	case string(data) == "null":
		return nil, nil
	}
	return data, nil // a number, true or false, or an object that is a policy
}

// regions answers DescribeRegions from the directory's own folders.
func (s *Server) regions() (map[string]any, error) {
	entries, err := fs.ReadDir(s.files, ".")
	if err != nil {
		return nil, err
	}
	list := []any{}
	for _, e := range entries {
		if e.IsDir() && e.Name() != "global" {
			list = append(list, map[string]any{"RegionName": e.Name(), "OptInStatus": "opt-in-not-required"})
		}
	}
	return map[string]any{"Regions": list}, nil
}

// kebab turns an operation's name into the command of the AWS CLI: DescribeVpcs into describe-vpcs, and
// GetAWSDefaultServiceQuota into get-aws-default-service-quota.
func kebab(operation string) string {
	var b strings.Builder
	runes := []rune(operation)
	for i, r := range runes {
		startsWord := unicode.IsUpper(r) && i > 0 &&
			(unicode.IsLower(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if startsWord {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// page cuts the document's lists to the page that was asked for and adds the token for the next one, under the names
// that the service has for such things. Lists are cut at the same places; the last page is where the longest one ends.
func (s *Server) page(document map[string]any, q Request) {
	first := func(names ...string) string {
		for _, name := range names {
			if q.Params[name] != "" {
				return q.Params[name]
			}
		}
		return ""
	}
	n, err := strconv.Atoi(first("MaxResults", "MaxItems", "Maxitems", "MaxRecords", "PageSize", "ResourcesPerPage"))
	if err != nil {
		return // EC2 without a page size, and calls that know no pages
	}
	if s.maxPage > 0 {
		n = min(n, s.maxPage)
	}
	// Route 53 has the name of the next record for a token; here a number stands for it.
	start, _ := strconv.Atoi(strings.TrimPrefix(first("NextToken", "Nexttoken", "Marker", "PaginationToken"), "from-"))
	if q.Operation == "ListResourceRecordSets" {
		start, _ = strconv.Atoi(strings.TrimPrefix(q.Params["Name"], "from-"))
	}
	more := false
	for name, value := range document {
		if list, ok := value.([]any); ok {
			end := min(start+n, len(list))
			more = more || end < len(list)
			document[name] = list[min(start, len(list)):end]
		}
	}
	if q.Operation == "ListResourceRecordSets" {
		document["IsTruncated"] = false
	}
	if !more {
		return
	}
	goOn(document, q, "from-"+strconv.Itoa(start+n))
}

// goOn says in a document that there is another page, under the names that the service has for such things.
func goOn(document map[string]any, q Request, next string) {
	switch {
	case q.Operation == "ListResourceRecordSets":
		document["IsTruncated"], document["NextRecordName"], document["NextRecordType"] = true, next, "A"
	case q.Service == "iam":
		document["IsTruncated"], document["Marker"] = true, next
	case q.Service == "lambda", q.Service == "elasticloadbalancing", q.Service == "elasticfilesystem":
		document["NextMarker"] = next
	case q.Service == "tagging":
		document["PaginationToken"] = next
	case q.Params["MaxRecords"] != "":
		document["Marker"] = next
	case q.Service == "redshift-serverless", q.Service == "s3files":
		document["nextToken"] = next
	default:
		document["NextToken"] = next
	}
}

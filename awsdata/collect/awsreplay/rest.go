package awsreplay

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// protocol is one of the ways in which AWS's services speak.
type protocol int

const (
	jsonRPC protocol = iota // X-Amz-Target, JSON out
	ec2Query
	query    // form in, XML out
	restJSON // the operation is in the path
	restXML
)

// protocols is the table of services that do not speak the JSON protocol, by their names in a signature.
var protocols = map[string]protocol{
	"ec2": ec2Query,
	"iam": query, "sts": query, "rds": query, "elasticache": query, "elasticloadbalancing": query, "redshift": query,
	"lambda": restJSON, "route53profiles": restJSON, "es": restJSON, "kafka": restJSON, "elasticfilesystem": restJSON,
	"mq": restJSON, "s3files": restJSON, "vpc-lattice": restJSON,
	"route53": restXML,
}

// isXML reports whether the answers of a service are XML.
func isXML(service string) bool {
	p := protocols[service]
	return p == ec2Query || p == query || p == restXML
}

// XML reports whether the answer is in XML, where what has no elements is an empty list.
func (q Request) XML() bool { return isXML(q.Service) }

// smallOnTheWire are the services whose members begin with a small letter in JSON, but not in what the AWS CLI prints.
var smallOnTheWire = map[string]bool{"kafka": true, "mq": true}

// routes is the table of operations whose names are in the path. A part in braces is a parameter, * is any version.
var routes = []struct{ service, path, operation string }{
	{"lambda", "*/functions", "ListFunctions"},
	{"lambda", "*/functions/{Name}", "GetFunction"},
	{"lambda", "*/functions/{Name}/urls", "ListFunctionUrlConfigs"},
	{"lambda", "*/functions/{Name}/policy", "GetPolicy"},
	{"lambda", "*/capacity-providers", "ListCapacityProviders"},
	{"lambda", "*/capacity-providers/{Name}", "GetCapacityProvider"},
	{"lambda", "*/event-source-mappings", "ListEventSourceMappings"},
	{"route53", "*/hostedzonesbyvpc", "ListHostedZonesByVPC"},
	{"route53", "*/hostedzone/{HostedZoneId}/rrset", "ListResourceRecordSets"},
	{"route53profiles", "profileassociations", "ListProfileAssociations"},
	{"route53profiles", "profileresourceassociations/profileid/{ProfileId}", "ListProfileResourceAssociations"},
	{"es", "*/domain", "ListDomainNames"},
	{"es", "*/opensearch/domain-info", "DescribeDomains"},
	{"kafka", "api/v2/clusters", "ListClustersV2"},
	{"kafka", "v1/clusters/{ClusterArn}/bootstrap-brokers", "GetBootstrapBrokers"},
	{"kafka", "v1/clusters/{ClusterArn}/nodes", "ListNodes"},
	{"elasticfilesystem", "*/file-systems", "DescribeFileSystems"},
	{"elasticfilesystem", "*/mount-targets", "DescribeMountTargets"},
	{"s3files", "file-systems", "ListFileSystems"},
	{"s3files", "mount-targets", "ListMountTargets"},
	{"mq", "v1/brokers", "ListBrokers"},
	{"mq", "v1/brokers/{BrokerId}", "DescribeBroker"},
	{"vpc-lattice", "servicenetworkvpcassociations", "ListServiceNetworkVpcAssociations"},
	{"vpc-lattice", "servicenetworkvpcassociations/{AssociationId}", "GetServiceNetworkVpcAssociation"},
}

// readPath finds the operation and parameters in a request's path and query. Parameters have a capital letter first,
// whatever the service writes.
func readPath(u *url.URL, q *Request) error {
	for name := range u.Query() {
		q.Params[strings.ToUpper(name[:1])+name[1:]] = u.Query().Get(name)
	}
	parts := strings.Split(strings.Trim(u.EscapedPath(), "/"), "/")
	for _, r := range routes {
		pattern := strings.Split(r.path, "/")
		if r.service != q.Service || len(pattern) != len(parts) {
			continue
		}
		found := map[string]string{}
		matches := true
		for i, p := range pattern {
			value, err := url.PathUnescape(parts[i])
			if err != nil {
				return err
			}
			switch {
			case strings.HasPrefix(p, "{"):
				found[strings.Trim(p, "{}")] = value
			case p != "*" && p != value:
				matches = false
			}
		}
		if matches {
			q.Operation = r.operation
			maps.Copy(q.Params, found)
			return nil
		}
	}
	return fmt.Errorf("no operation of %s at %s", q.Service, u.Path)
}

// readMembers reads the members of a JSON object as parameters.
func readMembers(body []byte, q *Request) error {
	var params map[string]any
	if err := json.Unmarshal(body, &params); err != nil {
		return err
	}
	for name, value := range params {
		q.Params[strings.ToUpper(name[:1])+name[1:]] = fmt.Sprint(value)
	}
	return nil
}

// write renders an answer as its service does.
func write(w http.ResponseWriter, q Request, document map[string]any) {
	w.Header().Set("Content-Type", contentType(q))
	switch protocols[q.Service] {
	case ec2Query:
		fmt.Fprintf(w,
			"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<%[1]sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\">"+
				"<requestId>replay</requestId>%[2]s</%[1]sResponse>", q.Operation, renderEC2(document))
	case query:
		fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", q.Operation,
			renderQuery(q.Service, document))
	case restXML:
		fmt.Fprintf(w, "<%[1]sResponse>%[2]s</%[1]sResponse>", q.Operation, renderQuery(q.Service, document))
	default:
		var value any = document
		if smallOnTheWire[q.Service] {
			value = small(value)
		}
		_ = json.NewEncoder(w).Encode(value)
	}
}

// small gives every member a small first letter, but for tags, whose names are the user's.
func small(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for name, member := range v {
			if name != "Tags" {
				member = small(member)
			}
			letters := []rune(name)
			letters[0] = unicode.ToLower(letters[0])
			out[string(letters)] = member
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i := range v {
			out[i] = small(v[i])
		}
		return out
	}
	return value
}

// domains answers the two operations of OpenSearch from one document: the names, and those that were asked for.
func domains(document map[string]any, q Request) map[string]any {
	list, _ := document["DomainStatusList"].([]any)
	if q.Operation == "ListDomainNames" {
		names := []any{}
		for _, d := range list {
			names = append(names,
				map[string]any{"DomainName": d.(map[string]any)["DomainName"], "EngineType": "OpenSearch"})
		}
		return map[string]any{"DomainNames": names}
	}
	asked := strings.Fields(strings.Trim(q.Params["DomainNames"], "[]"))
	return map[string]any{"DomainStatusList": slices.DeleteFunc(list, func(d any) bool {
		return !slices.Contains(asked, d.(map[string]any)["DomainName"].(string))
	})}
}

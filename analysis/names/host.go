package names

import (
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// serviceHost is an AWS service's host name, read.
type serviceHost struct {
	service *Service
	region  string // "" for the one name of a global service
	covered Coverage
	bucket  bool // a name of S3 for all Regions, with the bucket in it: the bucket's Region decides where it leads
}

// readServiceHost reads a host name of an AWS service in any of its forms: SERVICE.REGION.amazonaws.com[.cn], dual
// stack ones (SERVICE.REGION.api.aws, s3.dualstack.REGION), FIPS ones, legacy and global ones. The name is lower case.
func readServiceHost(host string) (serviceHost, bool) {
	for i := range partitions {
		p := &partitions[i]
		if rest, ok := strings.CutSuffix(host, "."+p.suffix); ok {
			if h, ok := readPrefix(rest, p); ok {
				return h, true
			}
		}
		if rest, ok := strings.CutSuffix(host, "."+p.dual); ok {
			if h, ok := readDual(rest, p); ok {
				return h, true
			}
		}
	}
	if rest, ok := strings.CutSuffix(host, ".on.aws"); ok { // function URLs
		return readPrefix(rest, &partitions[0])
	}
	return serviceHost{}, false
}

// readPrefix reads the part of a host name before the partition's suffix.
func readPrefix(rest string, p *partition) (serviceHost, bool) {
	labels := strings.Split(rest, ".")
	region, dual, fips := "", false, false
	if labels[0] == "fips" && len(labels) > 1 {
		labels, fips = labels[1:], true
	}
	kept := labels[:0]
	for _, label := range labels {
		if label == "dualstack" && len(kept) > 0 {
			dual = true
			continue
		}
		if name, ok := cutFIPS(label); ok && len(kept) < 2 {
			label, fips = name, true
		}
		if region == "" {
			label, region = cutRegion(label)
		}
		if strings.HasPrefix(label, "s3express-") && label != "s3express-control" {
			label = "s3express-ZONE"
		}
		kept = append(kept, label)
	}
	found, ok := lookupHost(kept)
	if !ok || elsewhere(found.service, region) || region != "" && partitionOf(region).suffix != p.suffix {
		return serviceHost{}, false
	}
	h := serviceHost{service: found.service, region: region, covered: found.covered}
	if region == "" && !found.service.Global {
		h.region = p.home() // legacy names without a Region are those of the first one
		h.bucket = found.service.Name == "s3" && len(kept) > 1
	}
	if (dual || found.service.newer) && h.covered == Covered {
		h.covered = MaybeCovered
	}
	if fips {
		h.service = fipsOf(found.service)
	}
	return h, true
}

// elsewhere reports whether a service has no host name in that Region.
func elsewhere(s *Service, region string) bool {
	return s.Home != "" && region != "" && region != s.Home && partitionOf(region) == &partitions[0]
}

// readDual reads the part of a host name before the partition's suffix of dual stack names: the service, the Region.
func readDual(rest string, p *partition) (serviceHost, bool) {
	name, region, ok := cutLast(rest)
	if !ok || !isRegion(region) && region != "global" || isRegion(region) && partitionOf(region).dual != p.dual {
		return serviceHost{}, false
	}
	base, fips := name, false
	if cut, ok := cutFIPS(name); ok {
		base, fips = cut, true
	}
	s := vocabulary().byDual[base]
	if s == nil || s.Global != (region == "global") {
		return serviceHost{}, false
	}
	h := serviceHost{service: s, region: region, covered: MaybeCovered}
	if s.newer {
		h.covered = Covered
	}
	if s.Global {
		h.region = ""
	}
	if fips {
		h.service = fipsOf(s)
	}
	return h, true
}

// lookupHost finds the row of a host name, the longest that matches.
func lookupHost(labels []string) (hostRow, bool) {
	table := vocabulary().byHost
	if found, ok := table[strings.Join(labels, ".")]; ok {
		return found, true
	}
	for i := 1; i < len(labels); i++ {
		if found, ok := table["*."+strings.Join(labels[i:], ".")]; ok {
			return found, true
		}
	}
	return hostRow{}, false
}

// cutRegion replaces the Region in a label by the word that stands for it in the table: us-east-1, and s3-us-east-1.
func cutRegion(label string) (masked, region string) {
	if isRegion(label) {
		return "REGION", label
	}
	for _, start := range []string{"s3-website-", "s3-"} {
		if name, ok := strings.CutPrefix(label, start); ok && isRegion(name) {
			return start + "REGION", name
		}
	}
	return label, ""
}

func cutFIPS(label string) (string, bool) {
	if name, ok := strings.CutSuffix(label, "-fips"); ok && name != "" {
		return name, true
	}
	return label, false
}

// fipsOf is the service's FIPS form, which has an endpoint service and names of its own.
func fipsOf(s *Service) *Service { return vocabulary().byName[s.Name+"-fips"] }

// cutLast cuts the last label off a name.
func cutLast(name string) (rest, last string, ok bool) {
	i := strings.LastIndexByte(name, '.')
	if i <= 0 {
		return name, "", false
	}
	return name[:i], name[i+1:], true
}

// endpointService reads the name of an endpoint service of AWS's: com.amazonaws.REGION.SERVICE, aws.api.REGION.SERVICE,
// cn.com.amazonaws.REGION.SERVICE, and com.amazonaws.SERVICE for global services, whose region is "". Services of other
// owners (com.amazonaws.vpce....) are none.
func endpointService(name string) (region, service string, ok bool) {
	parts := strings.Split(strings.TrimPrefix(strings.ToLower(name), "cn."), ".")
	switch {
	case len(parts) < 3 || parts[2] == "vpce" || parts[2] == "":
		return "", "", false
	case parts[0]+"."+parts[1] == "com.amazonaws", parts[0] == "aws" && (parts[1] == "api" || parts[1] == "sagemaker"):
	default:
		return "", "", false
	}
	switch {
	case looksLikeRegion(parts[2]) && len(parts) > 3:
		return parts[2], strings.Join(parts[3:], "."), true
	case looksLikeRegion(parts[2]):
		return "", "", false
	case parts[2] == "global" && len(parts) > 3:
		return "", strings.Join(parts[3:], "."), true
	}
	return "", strings.Join(parts[2:], "."), true
}

// EndpointServiceName is the name that endpoints are made with for a service of the table in a Region. Those of global
// services have no Region. In China names begin with "cn.", but for the services with gateway endpoints. Source: VPC
// PrivateLink guide, "AWS services that integrate with AWS PrivateLink".
func EndpointServiceName(region, service string) string {
	if row := ServiceNamed(service); row != nil && row.Global {
		return "com.amazonaws." + service
	}
	name := "com.amazonaws." + region + "." + service
	if strings.HasPrefix(region, "cn-") && service != "s3" && service != "dynamodb" {
		return "cn." + name
	}
	return name
}

// EndpointIdentity is the service that an endpoint is for: its name in the table and the Region, "" for a global
// service. ok is false for endpoints to services of other owners. Endpoints of another Region's service are told by it.
func EndpointIdentity(e *awsdata.VPCEndpoint) (region, service string, ok bool) {
	region, service, ok = endpointService(e.ServiceName)
	if ok && region != "" && e.ServiceRegion != "" {
		region = strings.ToLower(e.ServiceRegion)
	}
	return region, service, ok
}

// looksLikeRegion tells a Region by its form. Endpoint services are named by AWS itself, also in Regions of tomorrow.
func looksLikeRegion(s string) bool {
	return strings.Count(s, "-") >= 2 && s[len(s)-1] >= '0' && s[len(s)-1] <= '9'
}

// isNumeric reports whether a text with dots ends in a number, as no host name does: it was meant for an address.
func isNumeric(text string) bool {
	last := text[strings.LastIndexByte(text, '.')+1:]
	return last != "" && strings.Trim(last, "0123456789") == ""
}

// isHostName reports whether the text has the form of a host name: labels of letters, digits, hyphens and underscores.
func isHostName(text string) bool {
	text = strings.TrimSuffix(text, ".")
	if text == "" || len(text) > 253 {
		return false
	}
	for label := range strings.SplitSeq(text, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			c := label[i]
			if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '_' {
				return false
			}
		}
	}
	return true
}

// matchesName reports whether a host name is what a record or an endpoint's entry names: the same, or below "*.".
func matchesName(entry, host string) bool {
	entry = strings.ToLower(strings.TrimSuffix(entry, "."))
	if below, ok := strings.CutPrefix(entry, "*."); ok {
		return strings.HasSuffix(host, "."+below)
	}
	return entry == host && entry != ""
}

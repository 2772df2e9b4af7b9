package awsdata

import "regexp"

// resourceID finds ids of resources in a sentence.
var resourceID = regexp.MustCompile(`\b(?:vpc|subnet|rtb|sg|acl|nat|igw|eigw|vpce|pl|eni|pcx|tgw|tgw-attach|tgw-rtb|dopt)-[0-9A-Za-z-]+`)

// Named is a sentence with the ids of resources replaced by what people call them, where they have a name. It is for
// people only: programs get the ids.
func (x *RegionIndex) Named(sentence string) string {
	return resourceID.ReplaceAllStringFunc(sentence, func(id string) string {
		if r, ok := x.Lookup(id); ok && r.Name() != "" {
			return r.Name()
		}
		return id
	})
}

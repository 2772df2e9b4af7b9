package awsdata

import (
	"regexp"
	"slices"
	"strings"
)

// resourceID finds ids of resources in a sentence; a hosted zone's is a Z with capitals and digits. Those of instances
// stay: the instances of a group share one name.
var resourceID = regexp.MustCompile(`\b(?:(?:` + strings.Join(slices.DeleteFunc(slices.Clone(idPrefixes),
	func(prefix string) bool { return prefix == "i" }), "|") + `)-[0-9A-Za-z-]+|Z[0-9A-Z]{7,31}\b)`)

// NameOrID is what people call a resource: its name, or its id where it has none.
func NameOrID(r Resource) string {
	if name := r.Name(); name != "" {
		return name
	}
	return r.ID()
}

// NameOf is what people call the resource with that id: its name, or the id where it has none or is not in the region.
func (x *RegionIndex) NameOf(id string) string {
	if r, ok := x.Lookup(id); ok && r.Name() != "" {
		return r.Name()
	}
	return id
}

// Named is a sentence with the ids of resources replaced by what people call them, where they have a name. It is for
// people only: programs get the ids.
func (x *RegionIndex) Named(sentence string) string {
	return resourceID.ReplaceAllStringFunc(sentence, x.NameOf)
}

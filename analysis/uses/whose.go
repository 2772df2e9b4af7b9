package uses

import (
	"slices"
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// whose are the words by which people tag what is theirs, without hyphens and the like. AWS has no such tag of its own;
// its guide "Best Practices for Tagging AWS Resources" names the owner, the team and the application.
var whose = []string{"owner", "owners", "ownedby", "owneremail", "team", "squad", "service", "application", "app",
	"project", "costcenter"}

// Whose are those of some tags that say whom a thing belongs to: its owner, team or service. What a prefix of the
// company's says of it, as in "acme:team", is the same.
func Whose(tags awsdata.Tags) awsdata.Tags {
	var out awsdata.Tags
	for _, t := range tags {
		key := strings.ToLower(t.Key)
		if strings.HasPrefix(key, "aws:") { // AWS's own
			continue
		}
		key = key[strings.LastIndexAny(key, ":/")+1:]
		key = strings.NewReplacer("-", "", "_", "", " ", "", ".", "").Replace(key)
		if slices.Contains(whose, key) {
			out = append(out, t)
		}
	}
	return out
}

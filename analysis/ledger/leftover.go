package ledger

import (
	"strings"

	"github.com/vpclens/vpclens/awsdata"
)

// Maker is what an interface tells of who had Lambda make it: the function, and the unique id of the role that Lambda used
// for it; each "" if it does not tell.
// Source: EC2 API, NetworkInterface (Description, RequesterId: the caller's unique id, for a role "AROA...:SESSION").
func Maker(n *awsdata.NetworkInterface) (function, roleID string) {
	if name, ok := strings.CutPrefix(n.Description, "AWS Lambda VPC ENI-"); ok && !strings.HasPrefix(name, "arn:") {
		const uuid = len("-58b66c40-2c1b-3c38-4e84-2733c0a466fe")
		if len(name) > uuid && strings.Count(name[len(name)-uuid:], "-") == 5 {
			name = name[:len(name)-uuid]
		}
		function = name
	}
	if id, _, _ := strings.Cut(n.RequesterId, ":"); strings.HasPrefix(id, "AROA") {
		roleID = id
	}
	return function, roleID
}

// Free reports whether an interface is attached to nothing, so that it can be deleted by hand. AWS lets nobody but Lambda
// detach one that is in use.
func Free(n *awsdata.NetworkInterface) bool { return n.Status == "available" }

// leftover says of an interface that no function uses any more how it goes.
func leftover(n *awsdata.NetworkInterface) string {
	text := "no function or published version accounts for it"
	if function, _ := Maker(n); function != "" {
		text += ", it was made for " + function
	}
	switch {
	case Free(n):
		return text + "; available: it can be deleted by hand"
	case n.Status == "in-use":
		return text + "; in use: only Lambda can detach it, usually 20 to 45 minutes after the last use"
	}
	return text
}

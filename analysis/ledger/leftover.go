package ledger

import (
	"strings"

	"github.com/vpclens/vpclens/analysis/role"
	"github.com/vpclens/vpclens/awsdata"
)

// Maker is what an interface tells of who had Lambda make it: the function, and the unique id of the role that Lambda
// used for it; each "" if it does not tell.
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

// Free reports whether an interface is attached to nothing, so that it can be deleted by hand. AWS lets nobody but
// Lambda detach one that is in use.
func Free(n *awsdata.NetworkInterface) bool { return n.Status == "available" }

// Leftover is how an interface goes that no function uses any more: by hand where it is free, else by Lambda, with a
// role that may delete it.
type Leftover struct {
	Free     bool
	Function string            // that it was made for, "" where nothing tells
	Role     *role.Permissions // with which Lambda deletes it, nil where nothing tells
	Delete   role.Answer       // what the policies of the role say to that
	RoleID   string            // the unique id of the role that it was made with, "" where nothing tells
	Gone     bool              // no role has that id any more, and nothing tells of another
	Missing  string            // the call that would tell of the role, "" where none would
	InUse    bool
	Doubtful bool // a published version may use it: the list of functions was read without versions
}

// DeleteAction is what Lambda does with the execution role to delete an interface.
const DeleteAction = "ec2:DeleteNetworkInterface"

// Leftover is how one of Lambda's interfaces goes, nil for one that somebody uses, may use or owns. The role is the one
// that it was made with; where nothing tells of that, or it is gone, that of the function which it was made for.
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC": Lambda deletes
// interfaces with the execution role of the function.
func (l *Ledger) Leftover(n *awsdata.NetworkInterface, roles *role.Index) *Leftover {
	if e := l.Entry(n.SubnetId, n.GroupIDs()); n.InterfaceType != "lambda" || e == nil || e.Status != Orphaned {
		return nil
	}
	out := &Leftover{Free: Free(n), InUse: n.Status == "in-use", Doubtful: !l.VersionsSeen && !Free(n)}
	function, roleID := Maker(n)
	out.Function, out.RoleID = function, roleID
	if roleID != "" {
		out.Role, out.Gone, out.Missing = roles.WithID(roleID)
	}
	if f := l.index.Function(function); f != nil && f.Role != "" && out.Role == nil {
		out.Role, out.Gone = roles.Of(f.Role), false
	}
	if out.Role != nil {
		out.Delete = out.Role.InterfaceAction(DeleteAction)
	}
	return out
}

// RoleGone reports whether the role with which Lambda would delete it is certainly not there any more.
func (l *Leftover) RoleGone() bool { return l.Gone || l.Role != nil && l.Role.Gone() }

// Lacks reports whether the role is there and certainly may not delete it.
func (l *Leftover) Lacks() bool {
	return l.Role != nil && !l.Role.Gone() && l.Delete.Verdict == role.No
}

// Stays says why Lambda does not delete it, or what nobody knows of that, "" where the role is in order as far as it is
// seen.
func (l *Leftover) Stays() string {
	switch {
	case l.Gone:
		return "the role with which Lambda made it (" + l.RoleID + ") no longer exists"
	case l.Role == nil && l.Missing != "":
		return "whether the role with which Lambda made it may delete it is unknown (missing: " + l.Missing + ")"
	case l.Role == nil:
		return ""
	case l.RoleGone():
		return "role " + l.Role.Name() + ", with which Lambda would delete it, no longer exists"
	case l.Lacks() && l.Delete.Boundary != "":
		return "permissions boundary " + l.Delete.Boundary + " keeps role " + l.Role.Name() + " from " + DeleteAction
	case l.Lacks():
		return "role " + l.Role.Name() + " lacks " + DeleteAction
	case l.Delete.Verdict == role.Unknown:
		return "whether role " + l.Role.Name() + " may delete it is unknown (missing: " +
			strings.Join(l.Delete.Missing, ", ") + ")"
	}
	return ""
}

// Says is how the interface goes, in one line.
func (l *Leftover) Says() string {
	text := "no function or published version accounts for it"
	if l.Doubtful {
		text = "no function accounts for it, but a published version may: the list of functions was read without versions"
	}
	if l.Function != "" {
		text += ", it was made for " + l.Function
	}
	switch {
	case l.Free:
		text += "; available: it can be deleted by hand"
	case l.InUse:
		text += "; in use: only Lambda can detach it, usually 20 to 45 minutes after the last use"
	}
	if stays := l.Stays(); stays != "" {
		text += "; " + stays
	}
	return text
}

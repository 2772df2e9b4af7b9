package role

// Permission is an action and what the role's policies say to it.
type Permission struct {
	Action string
	Answer Answer
}

// interfaceActions are what Lambda does with the execution role to make and delete a function's interfaces. They are
// needed then only: a function that has its interfaces works without them.
// Source: AWS Lambda developer guide, "Giving Lambda functions access to resources in an Amazon VPC", "Execution role
// permissions".
var interfaceActions = [...]string{
	"ec2:CreateNetworkInterface",
	"ec2:DescribeNetworkInterfaces",
	"ec2:DescribeSubnets",
	"ec2:DeleteNetworkInterface",
	"ec2:AssignPrivateIpAddresses",
	"ec2:UnassignPrivateIpAddresses",
}

// InterfaceActions are the six actions that Lambda needs for a function's interfaces.
func InterfaceActions() []string { return append([]string(nil), interfaceActions[:]...) }

// Interfaces are the permissions that Lambda itself needs for the interfaces of the role's functions. Denies that hold
// for function code alone do not count.
func (p *Permissions) Interfaces() []Permission {
	out := make([]Permission, len(interfaceActions))
	for i, action := range interfaceActions {
		out[i] = Permission{action, p.InterfaceAction(action)}
	}
	return out
}

// InterfaceAction is the answer of [Permissions.Interfaces] to one of the actions.
func (p *Permissions) InterfaceAction(action string) Answer {
	return p.ask(action, "*", asker{lambda: true})
}

// InterfacesLeftToCode are the interface permissions that the code of a function has, as nothing denies them to it. Nil
// means that its code has none of them. The ARN is the function's, without a version. Source: AWS Lambda developer
// guide, the deny with lambda:SourceFunctionArn in "Security considerations" of the same page.
func (p *Permissions) InterfacesLeftToCode(functionARN string) []Permission {
	var out []Permission
	for _, action := range interfaceActions {
		if answer := p.ask(action, "*", asker{function: functionARN}); answer.Verdict != No {
			out = append(out, Permission{action, answer})
		}
	}
	return out
}

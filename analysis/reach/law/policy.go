package law

import "encoding/json"

// policy judges an endpoint's policy where it says the same of everybody and everything: nothing is allowed, or all
// is denied. What depends on who asks for what is no matter of the network.
func (e *endpoint) policy() Verdict {
	if e.PolicyDocument == "" {
		return Reachable
	}
	var doc struct{ Statement json.RawMessage }
	if json.Unmarshal([]byte(e.PolicyDocument), &doc) != nil {
		return Reachable
	}
	type statement struct {
		Effect                      string
		Principal, Action, Resource json.RawMessage
		Condition                   json.RawMessage
	}
	var list []statement
	if json.Unmarshal(doc.Statement, &list) != nil {
		var one statement
		if json.Unmarshal(doc.Statement, &one) != nil {
			return Reachable
		}
		list = []statement{one}
	}
	everything := func(data json.RawMessage) bool {
		switch string(data) {
		case `"*"`, `["*"]`, `{"AWS":"*"}`, `{"AWS":["*"]}`:
			return true
		}
		return false
	}
	allows := false
	for _, s := range list {
		switch {
		case s.Effect == "Allow":
			allows = true
		case s.Effect == "Deny" && s.Condition == nil && everything(s.Principal) && everything(s.Action) &&
			everything(s.Resource):
			return Blocked
		}
	}
	return when(allows)
}

package role

// Need is whether a function's code calls a service.
type Need uint8

// The needs. What a role may call by its name is taken for what its function calls: nothing else tells.
const (
	NeedUnknown Need = iota // "*" allows it, or policies that are not in the snapshot may
	NeedNone                // no policy allows it
	Needed                  // a statement names it
)

// Needs are the services that a function's code calls, as far as its role tells.
type Needs struct {
	of    map[string]Need // by the names of their endpoints; of those that nothing allows there is none
	whole bool            // all policies are known
}

// Needs are the services that some statement names and leaves to the function's code. What "*" alone allows says
// nothing about what the code does, and Lambda itself writes logs and reads queues on its own network.
func (p *Permissions) Needs() Needs {
	n := Needs{of: make(map[string]Need), whole: len(p.Missing()) == 0}
	for _, s := range p.Services() {
		switch {
		case !s.Code:
		case s.Named && s.Verdict >= Maybe:
			n.of[s.Endpoint] = Needed
		default:
			n.of[s.Endpoint] = max(n.of[s.Endpoint], NeedUnknown)
		}
	}
	return n
}

// Of is whether a service is called, by the name of its endpoint: "s3", "kinesis-streams".
func (n Needs) Of(endpoint string) Need {
	if need, allowed := n.of[endpoint]; allowed || !n.whole {
		return need
	}
	return NeedNone
}

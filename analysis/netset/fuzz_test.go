package netset

import "testing"

// program runs byte code on a stack of sets and their models. Every three bytes
// are one step: an operation on the two topmost pairs, or a new leaf.
func program(code []byte) []pair {
	var stack []pair
	for len(code) >= 3 && len(stack) < 64 {
		step, a, b := code[0], code[1], code[2]
		code = code[3:]
		top := len(stack) - 1
		switch op := operation(step % 8); {
		case op <= opMinus && len(stack) >= 2:
			stack[top-1] = stack[top-1].apply(stack[top], op)
			stack = stack[:top]
		case step%8 == 3 && len(stack) >= 1:
			stack = append(stack, stack[top])
		case step%8 == 4 && len(stack) >= 1:
			ports := modelPorts(a)<<8 | modelPorts(b) | modelPorts(step/8)<<16
			stack[top].set = stack[top].set.RestrictPorts(portSetOf(ports & allModelPorts))
			stack[top].model = stack[top].model.combine(uniformModel(ports), opIntersect)
		default:
			ports := allModelPorts
			if step >= 64 {
				ports = modelPorts(step)*2654435 + modelPorts(b)
			}
			stack = append(stack, leaf(int(a), int(b), ports&allModelPorts))
		}
	}
	return stack
}

func addSeeds(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte{7, 0, 31, 7, 2, 5, 2, 0, 0})
	f.Add([]byte{7, 0, 18, 71, 19, 31, 0, 0, 0, 7, 4, 9, 2, 0, 0})
	f.Add([]byte{71, 2, 17, 79, 4, 9, 1, 0, 0, 3, 0, 0, 12, 255, 1, 2, 0, 0})
	f.Add([]byte{255, 18, 18, 7, 20, 20, 0, 0, 0, 135, 1, 30, 0, 0, 0})
}

func FuzzSetOps(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, code []byte) {
		stack := program(code)
		var b Builder
		var union model
		for i, p := range stack {
			mustMatch(t, p.set, p.model)
			b.Add(p.set)
			union = union.combine(p.model, opUnion)
			if i > 0 {
				q := stack[i-1]
				common := p.model.combine(q.model, opIntersect)
				if p.set.Overlaps(q.set) != (common != model{}) || p.set.ContainsSet(q.set) != (common == q.model) {
					t.Fatalf("Overlaps or ContainsSet is wrong for %v and %v", p.set, q.set)
				}
			}
		}
		mustMatch(t, b.Set(), union)
	})
}

func FuzzHuman(f *testing.F) {
	addSeeds(f)
	f.Fuzz(func(t *testing.T, code []byte) {
		for _, p := range program(code) {
			text := p.set.Human()
			if text == "" || len(text) > longestHuman {
				t.Fatalf("%d bytes: %s", len(text), text)
			}
			if (text == "nothing") != p.set.IsEmpty() || (text == "everything") != p.set.Equal(Everything()) {
				t.Fatalf("%q is said of %v", text, p.set)
			}
			if short := p.set.Human(MaxRanges(1)); short == "" || len(short) > longestHuman {
				t.Fatalf("%d bytes: %s", len(short), short)
			}
		}
	})
}

package netset

// span is one interval of a set: addresses of one family with the same ports.
type span struct {
	from, to position
	ports    PortSet
}

func (s span) addrRange(v4 bool) AddrRange {
	return AddrRange{s.from.addr(v4), s.to.addr(v4)}
}

// spanList collects spans in ascending order and keeps them canonical: no empty
// port sets, and neighbors with equal ports become one span.
type spanList []span

func (l *spanList) add(from, to position, ports PortSet) {
	if ports.IsEmpty() {
		return
	}
	if n := len(*l); n > 0 {
		last := &(*l)[n-1]
		// A span that ends at the last address has no successor in order, so that
		// next wraps around here does no harm.
		if last.ports == ports && last.to.next() == from {
			last.to = to
			return
		}
	}
	*l = append(*l, span{from, to, ports})
}

// done returns the spans without much unused room, for sets live long.
func (l spanList) done() []span {
	if len(l) == 0 {
		return nil
	}
	if cap(l)-len(l) > len(l)+4 {
		return append(make([]span, 0, len(l)), l...)
	}
	return l[:len(l):len(l)]
}

// endingBefore returns how many of the sorted spans end before p. It looks near
// the start first, so a sweep that skips costs the logarithm of what it skips.
func endingBefore(s []span, p position) int {
	if len(s) == 0 || !s[0].to.before(p) {
		return 0
	}
	low, high := 1, 2
	for high < len(s) && s[high-1].to.before(p) {
		low, high = high, 2*high
	}
	high = min(high, len(s))
	for low < high {
		mid := (low + high) / 2
		if s[mid].to.before(p) {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low
}

func sameSpans(a, b []span) bool {
	return len(a) == len(b) && (len(a) == 0 || &a[0] == &b[0])
}

// combineSpans applies a boolean operation to the spans of one family.
func combineSpans(a, b []span, memo *portMemo) []span {
	if memo.op == opIntersect {
		return intersectSpans(a, b, memo)
	}
	return mergeSpans(a, b, memo)
}

// mergeSpans is union and difference: it keeps what lies only in a, with a union
// also what lies only in b, and asks the operation about what lies in both.
func mergeSpans(a, b []span, memo *portMemo) []span {
	keepB := memo.op == opUnion
	switch {
	case sameSpans(a, b) && !keepB:
		return nil
	case sameSpans(a, b), len(b) == 0, len(a) == 0 && !keepB:
		return a
	case len(a) == 0:
		return b
	case !keepB && !spansOverlap(a, b):
		return a
	}
	room := len(a) + len(b)
	if !keepB {
		room = len(a) + min(len(a), len(b))
	}
	out := make(spanList, 0, room)
	// Only what the sweep has cut or computed can join its neighbor; whole spans
	// behind it are canonical already and are copied as they are.
	//
	// The first spans of a and b may be used up in part: fromA and fromB tell
	// where the rest of them begins.
	fromA, fromB := a[0].from, b[0].from
	advanceA := func(n int) {
		if a = a[n:]; len(a) > 0 {
			fromA = a[0].from
		}
	}
	advanceB := func(n int) {
		if b = b[n:]; len(b) > 0 {
			fromB = b[0].from
		}
	}
	for len(a) > 0 && len(b) > 0 {
		x, y := &a[0], &b[0]
		switch {
		case x.to.before(fromB):
			n := 1 + endingBefore(a[1:], fromB)
			out.add(fromA, x.to, x.ports)
			out = append(out, a[1:n]...)
			advanceA(n)
		case y.to.before(fromA):
			n := 1 + endingBefore(b[1:], fromA)
			if keepB {
				out.add(fromB, y.to, y.ports)
				out = append(out, b[1:n]...)
			}
			advanceB(n)
		case fromA.before(fromB):
			out.add(fromA, fromB.previous(), x.ports)
			fromA = fromB
		case fromB.before(fromA):
			if keepB {
				out.add(fromB, fromA.previous(), y.ports)
			}
			fromB = fromA
		default:
			end, xEnds, yEnds := x.to, true, true
			if y.to.before(x.to) {
				end, xEnds = y.to, false
			} else if x.to.before(y.to) {
				yEnds = false
			}
			out.add(fromA, end, memo.apply(x.ports, y.ports))
			if xEnds {
				advanceA(1)
			} else {
				fromA = end.next()
			}
			if yEnds {
				advanceB(1)
			} else {
				fromB = end.next()
			}
		}
	}
	if len(a) > 0 {
		out.add(fromA, a[0].to, a[0].ports)
		out = append(out, a[1:]...)
	}
	if len(b) > 0 && keepB {
		out.add(fromB, b[0].to, b[0].ports)
		out = append(out, b[1:]...)
	}
	return out.done()
}

// holdsAll reports whether the span holds all of the spans, so that they are what it has in common with them: most of
// what sets are restricted to lets everything through. There is at least one of them.
func (s span) holdsAll(spans []span, memo *portMemo) bool {
	if spans[0].from.before(s.from) || s.to.before(spans[len(spans)-1].to) {
		return false
	}
	return keepsPorts(spans, s.ports, memo)
}

// keepsPorts reports whether an intersection with the ports leaves all spans as they are.
func keepsPorts(spans []span, ports PortSet, memo *portMemo) bool {
	for i := range spans {
		if memo.apply(spans[i].ports, ports) != spans[i].ports {
			return false
		}
	}
	return true
}

// intersectSpans skips what has no counterpart, so a small set meets a large one
// at the cost of the small one.
func intersectSpans(a, b []span, memo *portMemo) []span {
	switch {
	case sameSpans(a, b):
		return a
	case len(a) == 0 || len(b) == 0:
		return nil
	case len(b) == 1 && b[0].holdsAll(a, memo):
		return a
	case len(a) == 1 && a[0].holdsAll(b, memo):
		return b
	}
	var out spanList
	for len(a) > 0 && len(b) > 0 {
		x, y := &a[0], &b[0]
		if x.to.before(y.from) {
			a = a[endingBefore(a, y.from):]
			continue
		}
		if y.to.before(x.from) {
			b = b[endingBefore(b, x.from):]
			continue
		}
		from, to := x.from, x.to
		if from.before(y.from) {
			from = y.from
		}
		if y.to.before(to) {
			to = y.to
		}
		if out == nil {
			out = make(spanList, 0, min(len(a), len(b)))
		}
		out.add(from, to, memo.apply(x.ports, y.ports))
		if x.to == to {
			a = a[1:]
		}
		if y.to == to {
			b = b[1:]
		}
	}
	return out.done()
}

func spansOverlap(a, b []span) bool {
	for len(a) > 0 && len(b) > 0 {
		x, y := &a[0], &b[0]
		switch {
		case x.to.before(y.from):
			a = a[endingBefore(a, y.from):]
		case y.to.before(x.from):
			b = b[endingBefore(b, x.from):]
		case x.ports.Overlaps(y.ports):
			return true
		case x.to.before(y.to):
			a = a[1:]
		default:
			b = b[1:]
		}
	}
	return false
}

// spansCover reports whether everything in b is in a.
func spansCover(a, b []span) bool {
	if sameSpans(a, b) {
		return true
	}
	for i := range b {
		want := b[i].from
		for {
			a = a[endingBefore(a, want):]
			if len(a) == 0 || want.before(a[0].from) || !a[0].ports.ContainsSet(b[i].ports) {
				return false
			}
			if !a[0].to.before(b[i].to) {
				break
			}
			want = a[0].to.next()
		}
	}
	return true
}

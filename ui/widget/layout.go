package widget

// Extent is what a column asks for. Min and Max are cells; a Max below Min
// counts as Min. Flex is the share of the room that is left when every other
// column has its Max; such a column has no Max of its own. When the room is
// too small for every Min, the column of the lowest Priority leaves, of equal
// ones the rightmost. A column that is Extra leaves earlier: while a flexible
// one has less than it wants, which is its Max. A flexible column that Needs only so many cells has more when no
// other column is cut.
type Extent struct {
	Min, Max, Flex, Priority int
	Needs                    int // of a flexible column, 0 for as many as there are
	Extra                    bool
}

// Layout divides width among columns with gap cells between them, and returns
// one width for each; 0 means that the column is not shown. At least one column
// is shown, if only in part. It depends on nothing but its arguments.
func Layout(columns []Extent, width, gap int) []int {
	return layoutInto(make([]int, len(columns)), columns, width, gap)
}

func layoutInto(widths []int, columns []Extent, width, gap int) []int {
	if len(columns) == 0 || width <= 0 {
		clear(widths)
		return widths
	}
	left := width + gap
	for i, c := range columns {
		widths[i] = max(c.Min, 1)
		left -= widths[i] + gap
	}
	shown := len(columns)
	drop := func(may func(Extent) bool) bool {
		leave := -1
		for i, c := range columns {
			if widths[i] > 0 && may(c) && (leave < 0 || c.Priority <= columns[leave].Priority) {
				leave = i
			}
		}
		if leave < 0 {
			return false
		}
		left += widths[leave] + gap
		widths[leave] = 0
		shown--
		return true
	}
	wanted := 0
	for _, c := range columns {
		if c.Flex > 0 {
			wanted += max(0, c.Max-max(c.Min, 1))
		}
	}
	for left < wanted && shown > 1 && drop(func(c Extent) bool { return c.Extra }) {
	}
	for left < 0 && shown > 1 {
		drop(func(Extent) bool { return true })
	}
	if shown == 1 {
		for i := range widths {
			if widths[i] > 0 {
				widths[i] = grownAlone(columns[i], width)
			}
		}
		return widths
	}
	return share(widths, columns, left)
}

func grownAlone(c Extent, width int) int {
	if c.Flex > 0 {
		return width
	}
	return min(max(c.Min, c.Max, 1), width)
}

// share hands out the room cell by cell, in rounds, so that columns grow
// together; those at their Max drop out and leave the rest to the flexible.
func share(widths []int, columns []Extent, left int) []int {
	left = grow(widths, columns, left, true)
	grow(widths, columns, left, false)
	return widths
}

// grow is one pass of share: first flexible columns stop where they have what they want.
func grow(widths []int, columns []Extent, left int, modest bool) int {
	for left > 0 {
		before := left
		for i, c := range columns {
			if widths[i] == 0 || left == 0 {
				continue
			}
			switch {
			case c.Flex > 0 && modest && c.Needs > 0 && widths[i] >= c.Needs:
			case c.Flex > 0:
				n := min(c.Flex, left)
				widths[i] += n
				left -= n
			case widths[i] < c.Max:
				widths[i]++
				left--
			}
		}
		if left == before {
			break // nobody wants more; the rest stays empty on the right
		}
	}
	return left
}

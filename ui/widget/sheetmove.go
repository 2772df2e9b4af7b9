package widget

// Go moves to the next row that can be chosen, or by a line where none is near.
func (s *Sheet) Go(m Motion) bool {
	wasSection, wasRow, wasOffset := s.section, s.row, s.offset
	page := max(s.height-1, 1)
	switch m {
	case LineUp:
		s.step(-1)
	case LineDown:
		s.step(1)
	case HalfUp:
		s.ScrollBy(-max(page/2, 1))
	case HalfDown:
		s.ScrollBy(max(page/2, 1))
	case PageUp:
		s.ScrollBy(-page)
	case PageDown:
		s.ScrollBy(page)
	case First:
		s.ScrollBy(-len(s.lines))
		s.take(s.next(-1, -1, 1))
	case Last:
		s.ScrollBy(len(s.lines))
		s.take(s.next(len(s.sections), 0, -1))
	}
	moved := s.section != wasSection || s.row != wasRow || s.offset != wasOffset
	s.chosen = s.chosen || moved
	return moved
}

// take moves the cursor to a row that can be seen.
func (s *Sheet) take(section, row int) bool {
	if row < 0 || !s.sees(section, row) {
		return false
	}
	s.section, s.row = section, row
	return true
}

// step goes to the next row if it is seen, or is seen after scrolling a line.
func (s *Sheet) step(by int) {
	section, row := s.section, -1
	if s.row >= 0 {
		section, row = s.next(s.section, s.row, by)
	}
	if !s.take(section, row) {
		s.scroll(by)
		s.take(section, row)
	}
	if s.row < 0 {
		return
	}
	if !s.sees(s.section, s.row) {
		s.catch(by)
		return
	}
	// The last lines of a wrapped row are part of it.
	if by > 0 {
		if _, last := s.span(s.section, s.row); last >= s.offset+s.height {
			first, _ := s.span(s.section, s.row)
			s.offset = min(last-s.height+1, first)
		}
	}
}

// ScrollBy moves what is seen by n lines; a cursor that leaves the screen goes
// to a row that is on it.
func (s *Sheet) ScrollBy(n int) bool {
	was := s.offset
	s.scroll(n)
	if s.row >= 0 && !s.sees(s.section, s.row) {
		s.catch(n)
	}
	s.chosen = s.chosen || s.offset != was
	return s.offset != was
}

// catch puts the cursor on a row that is seen, coming from the side that the
// screen moves away from.
func (s *Sheet) catch(by int) {
	section, row, dir := -1, -1, 1
	if by < 0 {
		section, row, dir = len(s.sections), 0, -1
	}
	for {
		section, row = s.next(section, row, dir)
		if row < 0 || s.take(section, row) {
			return
		}
	}
}

func (s *Sheet) scroll(n int) {
	s.offset = max(min(s.offset+n, len(s.lines)-s.height), 0)
}

// next is the row with an ID after (section, row) in the direction of by; the
// row is -1 if there is none.
func (s *Sheet) next(section, row, by int) (int, int) {
	for {
		row += by
		for section < 0 || section >= len(s.sections) || row < 0 || row >= len(s.sections[section].Rows) {
			section += by
			if section < 0 || section >= len(s.sections) {
				return 0, -1
			}
			row = 0
			if by < 0 {
				row = len(s.sections[section].Rows) - 1
			}
		}
		if s.sections[section].Rows[row].ID != "" {
			return section, row
		}
	}
}

// GoSection moves to the next section of rows that can be chosen, or the one
// before for a negative by; without such rows anywhere, to the next heading. It
// says whether that changed anything.
func (s *Sheet) GoSection(by int) bool {
	if s.row < 0 {
		return s.scrollToSection(by)
	}
	section := s.section
	if by < 0 {
		// First to the beginning of this section, then to the one before.
		if at, row := s.next(section, -1, 1); at == section && row < s.row {
			s.row = row
			s.revealSection()
			return true
		}
	}
	for {
		section += by
		if section < 0 || section >= len(s.sections) {
			return false
		}
		at, row := s.next(section, -1, 1)
		if row >= 0 && at == section {
			s.section, s.row = section, row
			s.revealSection()
			return true
		}
	}
}

// revealSection shows the row under the cursor with the heading above it, where
// both fit.
func (s *Sheet) revealSection() {
	s.reveal()
	first, last := s.span(s.section, s.row)
	for first > 0 && s.lines[first-1].kind != sheetBlank && s.lines[first-1].section == s.section {
		first--
	}
	if first >= 0 && last-first < s.height {
		s.offset = min(s.offset, first)
	}
	s.scroll(0)
}

// scrollToSection scrolls a sheet without a cursor to another heading.
func (s *Sheet) scrollToSection(by int) bool {
	was := s.offset
	for i := was + by; i >= 0 && i < len(s.lines); i += by {
		l := s.lines[i]
		if l.kind != sheetBlank && (i == 0 || s.lines[i-1].kind == sheetBlank || s.lines[i-1].section != l.section) {
			s.offset = i
			break
		}
	}
	s.scroll(0)
	return s.offset != was
}

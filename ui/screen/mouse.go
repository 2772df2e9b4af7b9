package screen

import "github.com/vpclens/vpclens/ui/widget"

// click chooses the row under the mouse; one on the row that is chosen already
// opens it, and one on a title orders the rows by that column. A click on nothing
// changes nothing: the program says so.
func (l *listing[T]) click(at Click) Intent {
	y := at.Y - l.above
	if l.table.Total() > 0 && l.table.OnHeader(y) {
		key, ok := l.table.ColumnAt(at.X)
		if !ok {
			return nil
		}
		for _, c := range l.columns {
			if c.Key == key && c.Compare != nil {
				l.toggle(c.Key)
				return l.sorted()
			}
		}
		return Status{"this column has no order"}
	}
	n, ok := l.table.RowAt(y)
	if !ok {
		return nil
	}
	if l.typing {
		l.typing = false // whoever reaches for a row has typed enough
	} else if n == l.table.Cursor() {
		return Run{Open}
	}
	l.table.GoTo(n)
	return nil
}

// wheel moves what is seen.
func (l *listing[T]) wheel(by int) Intent { return turned(l.table.ScrollBy(by), by) }

// turned says so when the wheel could not move anything.
func turned(ok bool, by int) Intent {
	if by < 0 {
		return moved(ok, Up)
	}
	return moved(ok, Down)
}

// click chooses the row under the mouse, and opens it if it is chosen already.
func (p *page) click(at Click) Intent {
	id, _, ok := p.sheet.RowAt(at.X, at.Y)
	if !ok {
		return nil
	}
	if here, chosen := p.sheet.Selected(); chosen && here == id {
		return Run{Open}
	}
	p.sheet.Point(id)
	return nil
}

func (p *page) wheel(by int) Intent { return turned(p.sheet.ScrollBy(by), by) }

// click on the ladder chooses the lane as well.
func (s *Path) click(at Click) Intent {
	id, column, ok := s.sheet.RowAt(at.X, at.Y)
	_, hop := s.rows[id]
	if lane := s.from + column - 1; ok && (hop || id == "lane") && column > 0 && lane != s.lane {
		s.lane, s.laidIn = lane, -1
		s.sheet.Select(id)
		return nil
	}
	return s.page.click(at)
}

// click chooses a station, and opens it if it is chosen already.
func (s *Diagram) click(at Click) Intent {
	strand, station, ok := s.diagram.StationAt(at.X, at.Y-s.above)
	if !ok {
		return nil
	}
	if i, j, chosen := s.diagram.Selected(); chosen && i == strand && j == station {
		return Run{Open}
	}
	s.diagram.SelectStation(strand, station)
	return nil
}

// wheel goes from way to way: all of the drawing is seen, or nearly.
func (s *Diagram) wheel(by int) Intent {
	if by < 0 {
		return turned(s.diagram.Go(widget.LineUp), by)
	}
	return turned(s.diagram.Go(widget.LineDown), by)
}

// click chooses a cell, or the row or column by its name; one that is chosen
// already is opened.
func (s *Services) click(at Click) Intent {
	row, column, ok := s.matrix.CellAt(at.X, at.Y-s.above)
	if !ok {
		return nil
	}
	hereRow, hereColumn, _ := s.matrix.Selected()
	if row == hereRow && column == hereColumn {
		return Run{Open}
	}
	if row < 0 {
		row = hereRow
	}
	if column < 0 {
		column = hereColumn
	}
	s.matrix.Select(row, column)
	return nil
}

func (s *Services) wheel(by int) Intent { return turned(s.matrix.ScrollBy(by), by) }

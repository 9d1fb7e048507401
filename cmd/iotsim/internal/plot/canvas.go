package plot

import (
	"io"
	"strings"

	"github.com/iotsim/iotsim/cmd/iotsim/internal/view"
)

// A style is how a cell of a terminal looks.
type style uint8

const (
	plain style = iota
	faint
	bold
	line    // what is sent
	changed // what is sent because of a fault
	lost
	alarm // a critical limit
)

// escapes are the terminal's sequences for styles: of the eight colours that
// every terminal has, those that people with any eyesight tell apart.
var escapes = [...]string{
	faint: "\x1b[2m", bold: "\x1b[1m", line: "\x1b[36m", changed: "\x1b[33m", lost: "\x1b[35m", alarm: "\x1b[2;31m",
}

// A cell is what stands in one column of a row: a character with the marks that
// belong to it. What is covered by the wide character before it is empty.
type cell struct {
	text  string
	style style
	dots  uint8 // of Braille, when there is no text
	wide  bool
}

func (c cell) blank() bool { return !c.wide && c.dots == 0 && (c.text == "" || c.text == " ") }

// A canvas is rows of cells.
type canvas struct {
	width, height int
	cells         []cell
}

func newCanvas(width, height int) *canvas {
	return &canvas{width, height, make([]cell, width*height)}
}

func (c *canvas) at(x, y int) *cell {
	if x < 0 || y < 0 || x >= c.width || y >= c.height {
		return new(cell) // off the canvas
	}
	return &c.cells[y*c.width+x]
}

// write puts a text, cut at the right border, and says how many columns it took.
func (c *canvas) write(x, y int, text string, s style) int {
	start := x
	for _, r := range text {
		switch n := view.Columns(string(r)); {
		case n == 0:
			c.at(x-1, y).text += string(r)
		case x+n > c.width:
			return x - start
		default:
			*c.at(x, y) = cell{text: string(r), style: s}
			for i := 1; i < n; i++ {
				*c.at(x+i, y) = cell{wide: true}
			}
			x += n
		}
	}
	return x - start
}

// brailleDots are the bits of the dots of a Braille character, by row and column.
var brailleDots = [4][2]uint8{{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}}

// dot sets one of the two by four dots of a cell.
func (c *canvas) dot(x, y int, s style) {
	if x < 0 || y < 0 {
		return
	}
	at := c.at(x/2, y/4)
	if at.dots == 0 || s == changed {
		at.style = s
	}
	at.text, at.dots = "", at.dots|brailleDots[y%4][x%2]
}

// stroke is a straight line of dots.
func (c *canvas) stroke(x0, y0, x1, y1 int, s style) {
	dx, dy := abs(x1-x0), -abs(y1-y0)
	sx, sy := 1, 1
	if x0 > x1 {
		sx = -1
	}
	if y0 > y1 {
		sy = -1
	}
	for miss := dx + dy; ; {
		c.dot(x0, y0, s)
		if x0 == x1 && y0 == y1 {
			return
		}
		twice := 2 * miss
		if twice >= dy {
			miss += dy
			x0 += sx
		}
		if twice <= dx {
			miss += dx
			y0 += sy
		}
	}
}

func abs(n int) int { return max(n, -n) }

// print writes the rows, without the blanks at their ends.
func (c *canvas) print(w io.Writer, color bool) error {
	var out strings.Builder
	for y := range c.height {
		row := c.cells[y*c.width : (y+1)*c.width]
		for len(row) > 0 && row[len(row)-1].blank() {
			row = row[:len(row)-1]
		}
		last := plain
		for i := range row {
			if row[i].wide {
				continue
			}
			if s := row[i].style; color && s != last {
				if last != plain {
					out.WriteString("\x1b[0m")
				}
				out.WriteString(escapes[s])
				last = s
			}
			switch {
			case row[i].text != "":
				out.WriteString(row[i].text)
			case row[i].dots > 0:
				out.WriteRune(0x2800 + rune(row[i].dots))
			default:
				out.WriteByte(' ')
			}
		}
		if last != plain {
			out.WriteString("\x1b[0m")
		}
		out.WriteByte('\n')
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// clip shortens a text to a number of columns.
func clip(text string, most int) string {
	if view.Columns(text) <= most {
		return text
	}
	kept := ""
	for _, r := range text {
		if view.Columns(kept+string(r)) > most-1 {
			break
		}
		kept += string(r)
	}
	return kept + "…"
}

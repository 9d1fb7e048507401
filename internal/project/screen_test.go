package project_test

import (
	"bufio"
	"fmt"
	"html"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// screenPicture is make run on a terminal, as README's first screen shows it. It is
// recorded with
//
//	make screen
const screenPicture = "testdata/screen.svg"

// What the picture cannot be compared with, as it tells times, it must be of: the
// factory as it is now.
func TestReadmePictureIsOfThePresentFactory(t *testing.T) {
	if *update {
		record(t)
	}
	picture := readFile(t, screenPicture)
	for _, want := range []string{shippedPlan(t, "factory.hcl", "").Digest[:12], "Verified: ", "steady", "</svg>"} {
		if !strings.Contains(picture, want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
	if !strings.Contains(readFile(t, "README.md"), "]("+screenPicture+")") {
		t.Errorf("README.md does not show %s", screenPicture)
	}
}

// The terminal that is recorded, and how often it is looked at.
const (
	screenColumns = 100
	screenRows    = 30
	screenEvery   = 2 * time.Second
	screenHold    = 6 // how many frames long the last one stays
)

// record plays the factory on a terminal and writes the picture.
func record(t *testing.T) {
	t.Helper()
	cmd := exec.Command("script", "-qec", fmt.Sprintf("stty cols %d rows %d && make --silent -C '%s' run", screenColumns, screenRows, root), "/dev/null")
	cmd.Env = append(os.Environ(), "TERM=xterm-256color")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	s := &screen{lines: []line{nil}}
	for _, c := range "$ make run\n" {
		s.put(nil, c)
	}
	frames := s.watch(t, bufio.NewReader(out))
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, screenPicture), []byte(animate(frames)), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A cell is a character and how it is painted: by the number of the sequence that
// does so, "" for plain.
type cell struct {
	char  rune
	paint string
}

type line []cell

// A screen is as much of a terminal as iotsim uses: lines, up, clear below, colours.
type screen struct {
	lines       []line
	row, column int
	paint       string
}

// watch reads until the end, and looks now and then.
func (s *screen) watch(t *testing.T, r *bufio.Reader) [][]line {
	t.Helper()
	var frames [][]line
	next := time.Now().Add(screenEvery)
	for {
		c, _, err := r.ReadRune()
		if err == io.EOF || err != nil && r.Buffered() == 0 {
			return append(frames, s.shown())
		}
		s.put(r, c)
		if time.Now().After(next) && r.Buffered() == 0 {
			frames = append(frames, s.shown())
			next = next.Add(screenEvery)
		}
	}
}

// put takes a character, or a sequence that begins with it.
func (s *screen) put(r *bufio.Reader, c rune) {
	switch c {
	case '\r':
		s.column = 0
	case '\n':
		if s.row++; s.row == len(s.lines) {
			s.lines = append(s.lines, nil)
		}
		s.column = 0
	case '\x1b':
		s.sequence(r)
	default:
		if s.column == screenColumns { // the line breaks where the terminal ends
			s.put(r, '\n')
		}
		row := s.lines[s.row]
		for len(row) <= s.column {
			row = append(row, cell{char: ' '})
		}
		row[s.column] = cell{c, s.paint}
		s.lines[s.row] = row
		s.column++
	}
}

// sequence takes what follows an escape.
func (s *screen) sequence(r *bufio.Reader) {
	text := ""
	for {
		c, _, err := r.ReadRune()
		if err != nil {
			return
		}
		if text += string(c); c >= '@' && c <= '~' && c != '[' {
			break
		}
	}
	switch last := text[len(text)-1]; {
	case text == "[A":
		s.row = max(0, s.row-1)
	case text == "[J":
		s.lines = append(s.lines[:s.row], nil)
		s.column = 0
	case last == 'm':
		if s.paint = strings.Trim(text, "[m"); s.paint == "0" {
			s.paint = ""
		}
	}
}

// shown is the last lines, as many as fit.
func (s *screen) shown() []line {
	from := max(0, len(s.lines)-screenRows)
	var all []line
	for _, l := range s.lines[from:] {
		all = append(all, slices.Clone(l))
	}
	return all
}

// Measures of a character, in pixels.
const (
	charWidth  = 7.8
	charHeight = 17
)

// animate is the frames as a picture that moves, in a terminal's colours.
func animate(frames [][]line) string {
	slots := len(frames) + screenHold - 1
	seconds := float64(slots) * 0.8
	width, height := charWidth*screenColumns+32, charHeight*screenRows+48
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="img" aria-label="make run: the factory on a terminal">`+"\n", width, height, width, height)
	fmt.Fprintf(&b, `<style>
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d0d7de;white-space:pre}
.b{fill:#fff;font-weight:bold}.d{fill:#6e7681}.r{fill:#ff7b72}
.f{visibility:hidden;animation:f %.1fs steps(1) infinite}.l{visibility:hidden;animation:l %.1fs steps(1) infinite}
@keyframes f{0%%{visibility:visible}%.3f%%,100%%{visibility:hidden}}
@keyframes l{0%%{visibility:visible}%.3f%%,100%%{visibility:hidden}}
@media(prefers-reduced-motion:reduce){.f{animation:none}.l{animation:none;visibility:visible}}
</style>
<rect width="100%%" height="100%%" rx="8" fill="#0d1117"/>
<circle cx="18" cy="16" r="5" fill="#ff5f57"/><circle cx="36" cy="16" r="5" fill="#febc2e"/><circle cx="54" cy="16" r="5" fill="#28c840"/>
`, seconds, seconds, 100/float64(slots), 100*float64(screenHold)/float64(slots))
	for i, f := range frames {
		class := "f"
		if i == len(frames)-1 {
			class = "l"
		}
		fmt.Fprintf(&b, `<g class="%s" style="animation-delay:%.1fs">`+"\n", class, float64(i)*0.8)
		for row, l := range f {
			l.draw(&b, row)
		}
		b.WriteString("</g>\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

var paints = map[string]string{"": "", "1": "b", "2": "d", "31": "r", "1;31": "r", "32": ""}

// draw writes a line as text, every stretch of one paint where its columns are: what
// font there will be is not known.
func (l line) draw(b *strings.Builder, row int) {
	for from := 0; from < len(l); {
		to := from
		for to < len(l) && l[to].paint == l[from].paint {
			to++
		}
		text := ""
		for _, c := range l[from:to] {
			text += string(c.char)
		}
		if strings.TrimSpace(text) != "" {
			fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"`, 16+charWidth*float64(from), 46+charHeight*row, charWidth*float64(to-from))
			if class := paints[l[from].paint]; class != "" {
				fmt.Fprintf(b, ` class="%s"`, class)
			}
			fmt.Fprintf(b, ">%s</text>\n", html.EscapeString(text))
		}
		from = to
	}
}

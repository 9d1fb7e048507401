package schema

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty/function"
)

// A table is a CSV file of recorded readings: a line of names, then a line a
// reading. The first column is the time; an empty cell is no reading.
type table struct {
	Source
	columns []string
	rows    [][]string
	at      []int64 // of each row, in nanoseconds since the first
}

// reader reads the table's text. Lines that begin with # are comments.
func (t *table) reader() *csv.Reader {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(t.Text, byteOrderMark)))
	r.Comment, r.TrimLeadingSpace = '#', true
	return r
}

// table parses a source; nil when something was reported.
func (d *decoder) table(s Source) *table {
	if diags := guardCharacters(s.Name, s.Text); diags.HasErrors() {
		d.add(diags...)
		return nil
	}
	t := &table{Source: s}
	if line := crowded(s.Text); line > 0 {
		d.errorf(t.place(line, 1, 1), "Broken CSV", "A line of a series has at most %s commas.", grouped(maxSeriesColumns))
		return nil
	}
	rows, err := t.reader().ReadAll()
	var broken *csv.ParseError
	switch {
	case errors.As(err, &broken):
		d.errorf(t.place(broken.Line, broken.Column, 1), "Broken CSV", "%s: %s.", s.Name, brokenText(broken.Err))
		return nil
	case err != nil:
		panic("schema: reading from memory: " + err.Error())
	case len(rows) < 2:
		d.errorf(t.place(1, 1, 1), "Series without readings",
			"%s has no line with a reading. The first line names the columns, each after it is a reading: time first, then its values, with commas between.", s.Name)
		return nil
	}
	for _, name := range rows[0] {
		t.columns = append(t.columns, strings.TrimSpace(name))
	}
	if t.rows = rows[1:]; len(t.columns) < 2 {
		d.errorf(t.place(1, 1, len(rows[0][0])), "Broken CSV",
			"A series has two columns at least, time and value, with a comma between; %q is a single one.", clip(t.columns[0]))
		return nil
	}
	if !d.times(t) {
		return nil
	}
	return t
}

// crowded is the first line, from 1, of more columns than there may be; 0: none.
func crowded(text []byte) int {
	n := 0
	for line := range bytes.Lines(text) {
		if n++; bytes.Count(line, []byte(",")) > maxSeriesColumns {
			return n
		}
	}
	return 0
}

func brokenText(err error) string {
	switch {
	case errors.Is(err, csv.ErrFieldCount):
		return "this line has another number of values than the first has names"
	case errors.Is(err, csv.ErrQuote), errors.Is(err, csv.ErrBareQuote):
		return `a quotation mark is misplaced; inside of a quoted text write ""`
	}
	return err.Error()
}

// times reads the first column.
func (d *decoder) times(t *table) bool {
	var first, unit int64
	for i, row := range t.rows {
		text := strings.TrimSpace(row[0])
		at, kind, ok := recordedTime(text, unit)
		switch {
		case !ok:
			d.errorf(t.cell(i, 0), "Time expected",
				"The first column is the time: \"2026-03-02T06:00:00Z\", seconds such as 12.5, or Unix milliseconds, the same in all lines. %q is none.", clip(text))
			return false
		case i == 0:
			first, unit = at, kind
		case at-first <= t.at[i-1]:
			d.errorf(t.cell(i, 0), "Times out of order",
				"%q is not after the line before. Sort the readings by time, each time once.", clip(text))
			return false
		case at-first > int64(maxTimeline):
			d.errorf(t.cell(i, 0), "Time out of range", "A series is at most %s long.", durationText(maxTimeline))
			return false
		}
		t.at = append(t.at, at-first)
	}
	return true
}

// Units of times: nanoseconds that 1 stands for; calendar is a date.
const (
	calendar     = -1
	unixMillis   = int64(time.Millisecond)
	plainSeconds = int64(time.Second)
)

// recordedTime reads a time, as the unit says or, when that is 0, as it looks.
// Of dates only the distance counts, so that one without a zone is as good.
func recordedTime(text string, unit int64) (at, kind int64, ok bool) {
	if unit == 0 || unit == calendar {
		for _, layout := range []string{time.RFC3339, "2006-01-02 15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04"} {
			if t, err := time.Parse(layout, text); err == nil && t.Year() >= 1970 && t.Year() <= 2261 {
				return t.UnixNano(), calendar, true
			}
		}
		if unit == calendar {
			return 0, 0, false
		}
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, fraction, _ := strings.Cut(digits, ".")
	n, err := strconv.ParseUint(whole, 10, 63)
	if err != nil || strings.Trim(fraction, "0123456789") != "" {
		return 0, 0, false
	}
	if kind = unit; kind == 0 {
		kind = plainSeconds
		if n >= 1e11 { // seconds of the year 5138, milliseconds of 1973
			kind = unixMillis
		}
	}
	if n >= uint64(math.MaxInt64/2/kind) {
		return 0, 0, false
	}
	at = int64(n) * kind
	for scale := kind / 10; scale > 0 && fraction != ""; scale /= 10 {
		at += int64(fraction[0]-'0') * scale
		fraction = fraction[1:]
	}
	if negative {
		at = -at
	}
	return at, kind, true
}

// find is the index of a named column.
func (t *table) find(name string) (int, error) {
	i := slices.Index(t.columns, name)
	switch {
	case i == 0:
		return 0, function.NewArgErrorf(1, "the first column of %s is the time; name one of the others", t.Name)
	case i < 0:
		text := fmt.Sprintf("%s has no column %q. %s", t.Name, clip(name), suggestion(name, t.columns[1:]))
		return 0, function.NewArgErrorf(1, "%s", strings.TrimRight(text, ". "))
	case slices.Contains(t.columns[i+1:], name):
		return 0, function.NewArgErrorf(1, "%s has two columns %q", t.Name, clip(name))
	}
	return i, nil
}

// maxBadCells ends the search for further ones in a column.
const maxBadCells = 10

// column is a column as a series; nil when something was reported.
func (d *decoder) column(t *table, column int, call replayed) *Series {
	s := &Series{Column: call.column, Hold: call.hold}
	bad := 0
	for i, row := range t.rows {
		text := strings.TrimSpace(row[column])
		if text == "" {
			continue
		}
		v, err := strconv.ParseFloat(text, 64)
		if err != nil || !(math.Abs(v) <= maxMeasure) || strings.Trim(text, "+-.eE0123456789") != "" {
			d.errorf(t.cell(i, column), "Reading expected",
				"A reading is a number, at most 1e15; %q is none. What was not measured is left empty.", clip(text))
			if bad++; bad == maxBadCells {
				break
			}
			continue
		}
		s.At, s.Values = append(s.At, t.at[i]), append(s.Values, v)
	}
	switch {
	case bad > 0:
		return nil
	case len(s.At) == 0:
		d.errorf(t.cell(0, column), "Series without readings", "The column %q of %s is empty.", clip(call.column), t.Name)
		return nil
	}
	if last := t.at[len(t.at)-1]; !call.clamp && last > 0 {
		// The last reading lasts as long as the others on average.
		s.Period = last + max(last/int64(len(t.at)-1), 1)
	}
	s.Count, s.Digest = len(s.At), s.digest()
	return s
}

func (s *Series) digest() string {
	h := sha256.New()
	var b []byte
	for i := range s.At {
		b = binary.BigEndian.AppendUint64(b[:0], uint64(s.At[i]))
		b = binary.BigEndian.AppendUint64(b, math.Float64bits(s.Values[i]))
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// cell is where a cell stands. It reads the text again: most tables have no
// fault, and keep no places.
func (t *table) cell(row, column int) hcl.Range {
	r := t.reader()
	for range row + 2 { // names come first
		if _, err := r.Read(); errors.Is(err, io.EOF) {
			panic("schema: a table has lost a row")
		}
	}
	line, at := r.FieldPos(column)
	return t.place(line, at, len(t.rows[row][column]))
}

// place is the range of size bytes at a line and a byte in it, both from 1.
func (t *table) place(line, at, size int) hcl.Range {
	offset := len(t.Text) - len(bytes.TrimPrefix(t.Text, byteOrderMark))
	for range line - 1 {
		offset += bytes.IndexByte(t.Text[offset:], '\n') + 1
	}
	offset = min(offset+at-1, len(t.Text))
	return positionAt(t.Name, t.Text, offset, min(size, len(t.Text)-offset))
}

package codec

// A date remembers how a second is written in RFC 3339: messages follow each
// other in time.
type date struct {
	second int64
	known  bool
	text   [20]byte // 2026-03-02T06:00:00.
}

// The span that RFC 3339 can write, in Unix milliseconds: the years 0 to 9999.
const (
	firstMilli = -62167219200000
	lastMilli  = 253402300799999
)

// append appends Unix milliseconds as 2026-03-02T06:00:00.250Z, always with
// three decimals. What lies beyond the years that can be written is cut to them.
func (d *date) append(dst []byte, millis int64) []byte {
	millis = min(max(millis, firstMilli), lastMilli)
	second, rest := floorDivide(millis, 1000)
	if second != d.second || !d.known {
		d.set(second)
	}
	dst = append(dst, d.text[:]...)
	dst = appendPadded(dst, rest, 3)
	return append(dst, 'Z')
}

func (d *date) set(second int64) {
	d.second, d.known = second, true
	days, clock := floorDivide(second, 24*3600)
	year, month, day := civil(days)
	copy(d.text[:], "0000-00-00T00:00:00.")
	putDigits(d.text[0:4], uint64(year))
	putDigits(d.text[5:7], uint64(month))
	putDigits(d.text[8:10], uint64(day))
	putDigits(d.text[11:13], uint64(clock/3600))
	putDigits(d.text[14:16], uint64(clock/60%60))
	putDigits(d.text[17:19], uint64(clock%60))
}

// civil is the date of a number of days since 1970-01-01, by eras of 400 years
// that begin on the first of March (Hinnant, chrono-Compatible Low-Level Date
// Algorithms).
func civil(days int64) (year, month, day int64) {
	const eraDays = 146097
	era, of := floorDivide(days+719468, eraDays)
	yearOf := (of - of/1460 + of/36524 - of/(eraDays-1)) / 365
	dayOf := of - (365*yearOf + yearOf/4 - yearOf/100)
	shifted := (5*dayOf + 2) / 153 // months since March
	day = dayOf - (153*shifted+2)/5 + 1
	if month = shifted + 3; month > 12 {
		month -= 12
	}
	year = yearOf + 400*era
	if month <= 2 {
		year++
	}
	return year, month, day
}

// floorDivide is a/b rounded down, and what is left.
func floorDivide(a, b int64) (quotient, rest int64) {
	quotient, rest = a/b, a%b
	if rest < 0 {
		quotient, rest = quotient-1, rest+b
	}
	return quotient, rest
}

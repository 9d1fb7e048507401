package codec

// A clock remembers how a second is written. Messages follow each other in time,
// so most have only their milliseconds to write anew.
type clock struct {
	second int64
	text   [slotRoom]byte
	width  int // of text, 16 at most; 0: nothing is remembered
}

// put writes Unix milliseconds at dst[n:] and returns where they end.
func (c *clock) put(dst []byte, n int, millis int64) int {
	second := millis / 1000
	if millis < 1000 || millis > 1e18 { // no thousands, or more than a clock holds
		return len(appendFixed(dst[:n], millis, 0))
	}
	if second != c.second || c.width == 0 {
		c.second, c.width = second, putUint(c.text[:], 0, uint64(second))
	}
	*(*[16]byte)(dst[n:]) = [16]byte(c.text[:16])
	return shortEndings[0][millis-second*1000].put(dst, n+c.width)
}

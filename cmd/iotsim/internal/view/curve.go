package view

import "math"

// bars are the eighths of a character cell, from below.
var bars = []rune("▁▂▃▄▅▆▇█")

// spark draws values between 0 and top as a row of bars. Nothing at all is a dot.
func spark(values []float64, top float64) string {
	line := make([]rune, len(values))
	for i, v := range values {
		if line[i] = '·'; v > 0 && top > 0 {
			step := int(math.Ceil(v/top*float64(len(bars)))) - 1
			line[i] = bars[max(0, min(step, len(bars)-1))]
		}
	}
	return string(line)
}

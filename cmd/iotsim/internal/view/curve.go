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

// tall draws values between 0 and top as bars that are two rows high.
func tall(values []float64, top float64) (upper, lower []rune) {
	upper, lower = make([]rune, len(values)), make([]rune, len(values))
	for i, v := range values {
		upper[i], lower[i] = ' ', '·'
		if v <= 0 || top <= 0 {
			continue
		}
		step := min(int(math.Ceil(v/top*float64(2*len(bars)))), 2*len(bars))
		lower[i] = bars[min(step, len(bars))-1]
		if step > len(bars) {
			upper[i] = bars[step-len(bars)-1]
		}
	}
	return upper, lower
}

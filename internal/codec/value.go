package codec

import (
	"math"
	"strconv"
)

// Kind says what a Value holds.
type Kind uint8

// The kinds of values. The zero Value is null.
const (
	Null   Kind = iota
	Number      // fixed-point decimal
	Float       // a number too large for fixed point
	Bool
	Text
)

// A Value is what a sensor or a member of device_info says.
//
// Numbers are fixed-point, because a reading is rounded to its sensor's digits
// anyway: 25.6 is Fixed 256 with Digits 1, and its decimal needs no floats.
type Value struct {
	Kind   Kind
	Digits uint8   // of Number: after the decimal point
	Fixed  int64   // of Number: value * 10^Digits; of Bool: 0 or 1
	Float  float64 // of Float
	Text   []byte  // of Text, unescaped
}

// AppendValue appends v as JSON: numbers in their shortest decimal, without
// exponent, trailing zeros or minus zero; a Float that is not finite as null.
func AppendValue(dst []byte, v Value) []byte { return appendValue(dst, &v) }

func appendValue(dst []byte, v *Value) []byte {
	switch v.Kind {
	case Number:
		return appendFixed(dst, v.Fixed, int(v.Digits))
	case Bool:
		return strconv.AppendBool(dst, v.Fixed != 0)
	case Text:
		return AppendString(dst, v.Text)
	case Float:
		return appendFloat(dst, v.Float)
	}
	return append(dst, "null"...)
}

func appendFloat(dst []byte, f float64) []byte {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return append(dst, "null"...)
	}
	return strconv.AppendFloat(dst, f+0, 'f', -1, 64) // -0 + 0 is 0
}

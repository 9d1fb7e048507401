package codec

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func TestNumbersAreWrittenInTheirShortestDecimal(t *testing.T) {
	for _, c := range []struct {
		fixed  int64
		digits uint8
		want   string
	}{
		{0, 0, "0"},
		{0, 3, "0"},
		{7, 0, "7"},
		{-45, 0, "-45"},
		{240, 1, "24"},
		{250, 2, "2.5"},
		{101325, 2, "1013.25"},
		{101300, 2, "1013"},
		{1000, 0, "1000"},
		{1000, 2, "10"},
		{5, 1, "0.5"},
		{5, 3, "0.005"},
		{-5, 3, "-0.005"},
		{-500, 3, "-0.5"},
		{10, 4, "0.001"},
		{1640995200000, 0, "1640995200000"},
		{math.MaxInt64, 0, "9223372036854775807"},
		{math.MinInt64, 0, "-9223372036854775808"},
		{math.MaxInt64, 18, "9.223372036854775807"},
		{math.MaxInt64, 19, "0.9223372036854775807"},
		{math.MinInt64, 19, "-0.9223372036854775808"},
		{math.MinInt64, 25, "-0.0000009223372036854775808"},
		{1, 255, "0." + strings.Repeat("0", 254) + "1"},
	} {
		if got := string(AppendValue(nil, Value{Kind: Number, Fixed: c.fixed, Digits: c.digits})); got != c.want {
			t.Errorf("%d with %d digits: got %s, want %s", c.fixed, c.digits, got, c.want)
		}
	}
}

// canonical is a decimal without leading or trailing zeros and without exponent.
var canonical = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`)

// checkNumber says whether text is exactly fixed / 10^digits, canonically.
func checkNumber(t *testing.T, text string, fixed int64, digits uint8) {
	t.Helper()
	if !canonical.MatchString(text) || text == "-0" {
		t.Fatalf("%d with %d digits: %s is not canonical", fixed, digits, text)
	}
	want := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(digits)), nil)
	got, _ := new(big.Rat).SetString(text)
	if got.Cmp(new(big.Rat).SetFrac(big.NewInt(fixed), want)) != 0 {
		t.Fatalf("%d with %d digits: got %s", fixed, digits, text)
	}
}

func TestNumbersAreExactAtAllWidthsAndDigits(t *testing.T) {
	around := []int64{0, math.MaxInt64, math.MinInt64, math.MinInt64 + 1}
	for power := int64(1); power > 0 && power <= 1e18; power *= 10 {
		for _, n := range []int64{power - 1, power, power + 1, 3 * power, 5*power + power/2} {
			around = append(around, n, -n)
		}
	}
	for _, fixed := range around {
		for digits := range uint8(24) {
			text := AppendValue(nil, Value{Kind: Number, Fixed: fixed, Digits: digits})
			checkNumber(t, string(text), fixed, digits)
		}
	}
}

func TestWholeNumbersAreExactAtAllWidths(t *testing.T) {
	for _, power := range powers {
		for _, u := range []uint64{power - 1, power, power + 1, 3 * power} {
			if got, want := string(AppendUint(nil, u)), strconv.FormatUint(u, 10); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		}
	}
}

func TestShortNumbersAreExact(t *testing.T) {
	var room [slotRoom]byte
	for digits := range uint8(5) {
		for fixed := int64(-1_100_000); fixed <= 1_100_000; fixed += 7 {
			want := strconv.FormatFloat(float64(fixed)/math.Pow10(int(digits)), 'f', -1, 64)
			v := Value{Kind: Number, Fixed: fixed, Digits: digits}
			if got := string(AppendValue(nil, v)); got != want {
				t.Fatalf("%d with %d digits: got %s, want %s", fixed, digits, got, want)
			}
			end, ok := putShort(room[:], 0, &v)
			if got := string(room[:end]); ok != (digits < 4 && fixed > -1e6 && fixed < 1e6) || ok && got != want {
				t.Fatalf("%d with %d digits: put %q, %v, want %s", fixed, digits, got, ok, want)
			}
		}
	}
}

func TestAClockWritesAnyTime(t *testing.T) {
	var c clock
	for _, millis := range []int64{0, 999, 1000, 1640995200000, 1640995200001, 1640995201999, 1, -1, -1000, 253402300799999, math.MaxInt64, math.MinInt64} {
		var room [64]byte
		if got, want := string(room[:c.put(room[:], 0, millis)]), strconv.FormatInt(millis, 10); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestSequenceNumbersUseAllOfUint64(t *testing.T) {
	if got := string(AppendUint(nil, math.MaxUint64)); got != "18446744073709551615" {
		t.Error(got)
	}
}

func TestFloatsHaveNoExponentAndNoMinusZero(t *testing.T) {
	for _, c := range []struct {
		float float64
		want  string
	}{
		{1e21, "1000000000000000000000"},
		{-2.5e20, "-250000000000000000000"},
		{1.5e-9, "0.0000000015"},
		{0.1, "0.1"},
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{math.NaN(), "null"},
		{math.Inf(1), "null"},
		{math.Inf(-1), "null"},
	} {
		if got := string(AppendValue(nil, Value{Kind: Float, Float: c.float})); got != c.want {
			t.Errorf("%v: got %s, want %s", c.float, got, c.want)
		}
	}
}

func TestValuesOfOtherKinds(t *testing.T) {
	for want, v := range map[string]Value{
		"null":    {},
		"true":    {Kind: Bool, Fixed: 1},
		"false":   {Kind: Bool},
		`""`:      {Kind: Text},
		`"A栋\"1"`: {Kind: Text, Text: []byte(`A栋"1`)},
	} {
		if got := string(AppendValue(nil, v)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

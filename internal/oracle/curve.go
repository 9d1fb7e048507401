package oracle

import "math/big"

// A Unit says what the number of a Level counts.
type Unit int

// The units. Share and Number are for devices, Multiple and PerSecond for rates.
const (
	Share     Unit = iota // of the fleet, 0 to 1
	Number                // of devices
	Multiple              // of the models' own rate
	PerSecond             // readings of the whole fleet
)

// A Level is one end of a curve.
type Level struct {
	Value *big.Rat
	Unit  Unit
}

// Percent is a share of the fleet: Percent("33.3").
func Percent(text string) Level {
	return Level{new(big.Rat).Quo(rational(text), rational("100")), Share}
}

// Devices is a number of devices.
func Devices(n int64) Level { return Level{new(big.Rat).SetInt64(n), Number} }

// Times is a multiple of the models' own rate.
func Times(text string) Level { return Level{rational(text), Multiple} }

// Total is a number of readings a second over the whole fleet.
func Total(text string) Level { return Level{rational(text), PerSecond} }

// rational is a number as the author writes it, exactly: "0.3" or "1/3".
func rational(text string) *big.Rat {
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		panic("not a number: " + text)
	}
	return r
}

// A Curve is an amount over a phase.
type Curve struct {
	From, To Level
	Ease     bool // smoothstep instead of linear
}

// Hold is an amount that does not change.
func Hold(l Level) *Curve { return &Curve{From: l, To: l} }

// Linear is ramp(from, to).
func Linear(from, to Level) *Curve { return &Curve{From: from, To: to} }

// Smooth is ramp(from, to, "ease").
func Smooth(from, to Level) *Curve { return &Curve{From: from, To: to, Ease: true} }

// A piece is linear from from at start to to at end.
type piece struct {
	start, end int64
	from, to   *big.Rat
}

// at is the value at start <= t <= end.
func (p piece) at(t int64) *big.Rat {
	if p.from.Cmp(p.to) == 0 {
		return p.from
	}
	return between(p.from, p.to, big.NewRat(t-p.start, p.end-p.start))
}

// area is the integral from start to t: width times the mean of both ends.
func (p piece) area(t int64) *big.Rat {
	mean := new(big.Rat).Add(p.from, p.at(t))
	mean.Quo(mean, rational("2"))
	return mean.Mul(mean, new(big.Rat).SetInt64(t-p.start))
}

// steps is how many linear pieces an eased ramp has.
const steps = 64

// pieces lays a curve on [start, end). value makes a number of a level.
func (c Curve) pieces(start, end int64, value func(Level) *big.Rat) []piece {
	from, to := value(c.From), value(c.To)
	if !c.Ease {
		return []piece{{start, end, from, to}}
	}
	var pieces []piece
	for k := int64(0); k < steps; k++ {
		p := piece{
			start: start + easeBorder(k, end-start),
			end:   start + easeBorder(k+1, end-start),
			from:  between(from, to, smoothstep(k)),
			to:    between(from, to, smoothstep(k+1)),
		}
		if p.start < p.end { // a ramp of under 64 ns has fewer pieces
			pieces = append(pieces, p)
		}
	}
	return pieces
}

// easeBorder is floor(k·duration/64), in integers that cannot overflow.
func easeBorder(k, duration int64) int64 {
	x := new(big.Int).Mul(big.NewInt(k), big.NewInt(duration))
	return x.Quo(x, big.NewInt(steps)).Int64()
}

// smoothstep is 3x² − 2x³ at x = k/64.
func smoothstep(k int64) *big.Rat {
	x := big.NewRat(k, steps)
	square := new(big.Rat).Mul(x, x)
	cube := new(big.Rat).Mul(square, x)
	return new(big.Rat).Sub(
		new(big.Rat).Mul(rational("3"), square),
		new(big.Rat).Mul(rational("2"), cube))
}

// between is from + (to − from)·x.
func between(from, to, x *big.Rat) *big.Rat {
	d := new(big.Rat).Sub(to, from)
	return d.Add(d.Mul(d, x), from)
}

// floor is the largest integer that is not above r.
func floor(r *big.Rat) *big.Int {
	return new(big.Int).Div(r.Num(), r.Denom()) // Euclidean: rounds down, since Denom > 0
}

// ceil is the smallest integer that is not below r.
func ceil(r *big.Rat) *big.Int {
	f := floor(new(big.Rat).Neg(r))
	return f.Neg(f)
}

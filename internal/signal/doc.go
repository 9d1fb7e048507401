// Package signal is the numbers of a simulated fleet: where randomness comes
// from and what shape it takes. Everything here is a pure function with O(1)
// access: the value at a tick needs no tick before it.
//
// Draws are counter-based. A Key names a place or device, a Tag a purpose on a
// channel, their Stream has a Word for every tick:
//
//	device := signal.NewKey(42).Child("A栋").Child("3").Child("301").Child("IOT-SENSOR-V2").Ordinal(1)
//	noise := device.Stream(signal.NewTag(signal.Value, "temperature"))
//	z := signal.Normal(noise.Word(tick))
//
// What a word becomes:
//
//	Normal, NormalWord        a standard Gaussian, and back            5 ns, 6 ns
//	Distribution              normal, lognormal, … by quantile; choice 5 to 20 ns
//	Wander                    a Gaussian that remembers                20 ns
//	Walk                      a random walk over octaves of Wander     80 ns
//	Series                    a recorded or written curve              20 ns
//	Switch                    on or off, a two-state Markov process    25 ns
//	Cosine, Exp, Log          what math has, with the same bits        6 to 10 ns
//	Quantize                  a float to whole units of its last digit 2 ns
//
// (One core of an AMD EPYC, Zen 4; nothing allocates.)
//
// # One result on every machine
//
// The compiler may fuse x*y + z into one rounding where the processor can, so
// the same source gives different bits on amd64 v1, v3 and arm64. Here every
// product that is then added is converted explicitly, float64(x*y) + z, which
// the language defines to round; and math.Exp, Log, Cos and their kin are not
// used, because some processors have assembly of their own for them. What is
// left (+ - * / and Sqrt) is exact IEEE 754 everywhere. Three traps, all of them
// met: an assignment does not round, nor does a call that is inlined, so a
// product is converted where it is made, not where it is used; and 2*p is
// compiled as p + p, so that a product p must have been converted, too.
// TestNothingIsFused reads the compiler's listings to see that none is left.
//
// The package uses the standard library only and knows nothing of scenarios.
package signal

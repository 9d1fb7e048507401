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
// # One result on every machine
//
// The compiler may fuse x*y + z into one rounding where the processor can, so
// the same source gives different bits on amd64 v1, v3 and arm64. Here every
// product that is then added is converted explicitly, float64(x*y) + z, which
// the language defines to round; and math.Exp, Log, Cos and their kin are not
// used, because some processors have assembly of their own for them. What is
// left (+ - * / and Sqrt) is exact IEEE 754 everywhere.
//
// The package uses the standard library only and knows nothing of scenarios.
package signal

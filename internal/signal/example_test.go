package signal_test

import (
	"fmt"
	"time"

	"github.com/iotsim/iotsim/internal/signal"
)

// A reading depends on the device's address, the sensor and the tick. Nothing
// has to be drawn before it, and nothing drawn elsewhere changes it.
func Example() {
	device := signal.NewKey(42).Child("B栋").Child("3").Child("301").Child("IOT-SENSOR-V2").Ordinal(1)
	noise := device.Stream(signal.NewTag(signal.Value, "temperature"))
	temperature := signal.Distribution{Kind: signal.KindNormal, A: 24, B: 0.8}
	for _, tick := range []int64{1_000_000, 0, 1} {
		scaled, _ := signal.Quantize(temperature.Quantile(noise.Word(tick)), 1)
		fmt.Printf("tick %d: %d tenths of a degree\n", tick, scaled)
	}
	// Output:
	// tick 1000000: 227 tenths of a degree
	// tick 0: 225 tenths of a degree
	// tick 1: 247 tenths of a degree
}

func ExampleKey_Child() {
	room := signal.NewKey(42).Child("B栋").Child("3").Child("301")
	again := signal.NewKey(42).Child("B栋").Child("3").Child("301")
	fmt.Println(room == again, room == signal.NewKey(43).Child("B栋").Child("3").Child("301"))
	// Output: true false
}

func ExampleNormal() {
	fmt.Printf("%.4f %.4f\n", signal.Normal(1<<62), signal.Normal(3<<62)) // quartiles
	// Output: -0.6745 0.6745
}

func ExampleDistribution_Pick() {
	firmware := signal.NewChoice(0.8, 0.2)
	fmt.Println(firmware.Pick(0), firmware.Pick(1<<63), firmware.Pick(15<<60))
	// Output: 0 0 1
}

// A correlated sensor of any distribution: a wandering Gaussian gives the place
// in it.
func ExampleDistribution_Shape() {
	wander := signal.NewWander(int64(10 * time.Minute))
	stream := signal.NewKey(42).Ordinal(1).Stream(signal.NewTag(signal.Memory, "humidity"))
	humidity := signal.Distribution{Kind: signal.KindUniform, A: 30, B: 75}
	for minute := range 4 {
		z := wander.At(stream, int64(minute)*int64(time.Minute))
		fmt.Printf("%.1f\n", humidity.Shape(z))
	}
	// Output:
	// 34.0
	// 32.8
	// 31.9
	// 31.4
}

func ExampleDistribution_Bounds() {
	delay := signal.Distribution{Kind: signal.KindUniform, A: 0, B: 20e9}
	fmt.Println(delay.Bounds())
	delay = signal.Distribution{Kind: signal.KindLognormal, A: 5e9, B: 0.5}
	fmt.Println(delay.Bounds()) // needs a max
	// Output:
	// 0 2e+10
	// 0 +Inf
}

// Any moment may be asked for, in any order.
func ExampleSwitch() {
	machine := signal.NewSwitch(int64(45*time.Minute), int64(15*time.Minute))
	stream := signal.NewKey(42).Ordinal(1).Stream(signal.NewTag(signal.SwitchState, "switch_status"))
	for _, hour := range []int64{8760, 0, 1, 2, 3} {
		fmt.Println("hour", hour, machine.At(stream, hour*int64(time.Hour)))
	}
	// Output:
	// hour 8760 true
	// hour 0 true
	// hour 1 true
	// hour 2 true
	// hour 3 false
}

// The temperature of a day that is warmest at three in the afternoon.
func ExampleCosine() {
	const day, peak = int64(24 * time.Hour), int64(15 * time.Hour)
	for _, hour := range []int64{3, 9, 15, 39} {
		fmt.Printf("%02d:00 %+.1f\n", hour%24, 4*signal.Cosine(hour*int64(time.Hour)-peak, day))
	}
	// Output:
	// 03:00 -4.0
	// 09:00 +0.0
	// 15:00 +4.0
	// 15:00 +4.0
}

func ExampleQuantize() {
	fmt.Println(signal.Quantize(25.65, 1)) // 25.7
	fmt.Println(signal.Quantize(-0.004, 2))
	fmt.Println(signal.Quantize(1e300, 2))
	// Output:
	// 257 true
	// 0 true
	// 0 false
}

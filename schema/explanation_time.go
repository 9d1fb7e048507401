package schema

// times: what the time line is made of.
var times = []Explanation{
	{"Duplicate cycle", unique, cycleExample},
	{"Effect cannot come and go", "when decides reading by reading. A device is offline or slow from a begin to an end.", `fault "night" {
  when = "hour >= 22 || hour < 6"
  effect "drop" { share = "50%" }
}`},
	{"Forever is not last", "What comes after a phase without an end never runs. Only the last phase is left by Ctrl-C, or by --duration.", foreverExample},
	{"Jitter too large", "Half of the jitter lies on either side of a reading's time, so at 100% readings would meet.", `model "meter" {
  interval = "5s"
  jitter   = "20%"
  sensor "power" { value = normal(12, 3) }
}`},
	{"Ramp without an end", "A ramp takes as long as its phase. Before a phase without an end it is a phase of its own.", foreverExample},
	{"Too many repetitions", "A plan lays out every repetition of a cycle, up to 100,000 stretches of time.", cycleExample},
}

const (
	foreverExample = `phase "up" {
  duration = "1m"
  devices  = ramp(0, "100%")
}
phase "run" { duration = "forever" }`
	cycleExample = `cycle "day" {
  times = 30
  phase "shift" { duration = "16h" }
  phase "night" {
    duration = "8h"
    rate     = 0.5
  }
}`
)

package schema

// signals: what a sensor measures over time, and series that were recorded.
var signals = []Explanation{
	{"Broken CSV", "A series is a table with commas between its columns; the first line names them.", csvExample},
	{"Duplicate point", "A curve has one value at a time.", sensorWith(`daily { points = { "06:00" = -2, "15:00" = 4 } }`)},
	{"Duplicate status", "The first word that holds is said, so a second one of the same name says nothing new.", sensorWith(`status = { hot = "value > 80 or value < 2" }`)},
	{"Duplicate zone", "What the devices of a place have in common stands in one block for each kind of place.", sensorWith(`zone "room" {
      value  = normal(0, 0.8)
      memory = "1h"
      spread = normal(0, 1)
    }`)},
	{"Negative limit", "A drift goes in the direction of its rate, and stops at its limit.", sensorWith(`drift {
      rate = "-0.1/d"
      max  = 2
    }`)},
	{"Points expected", "A curve is two points or more, each a time with a value, or a list of values evenly spread.", sensorWith(`daily { points = { "06:00" = -2, "15:00" = 4 } }`)},
	{"Reading expected", "A series replays numbers. What was not measured is left empty.", csvExample},
	{"Scope without draws", "A scope says who draws together; an amplitude that is a number is the same everywhere.", sensorWith(`daily {
      amplitude = normal(4, 1)
      peak      = "15:30"
      scope     = "room"
    }`)},
	{"Series without readings", "A line names the columns, and at least one more has a reading.", csvExample},
	{"Status words expected", "Words of a sensor's own stand in braces, each with the condition under which it is said.", sensorWith(`status = { hot = "value > 80" }`)},
	{"Time expected", "The first column of a series says when: a date with its zone, seconds, or Unix milliseconds.", csvExample},
	{"Time of day expected", "Hours and minutes, in quotes.", sensorWith(`daily {
      amplitude = 4
      peak      = "15:30"
    }`)},
	{"Time of week expected", "A day of the week, hours and minutes, in quotes.", sensorWith(`weekly {
      amplitude = 4
      peak      = "Wed 14:00"
    }`)},
	{"Time out of range", "A series is at most ten years long.", csvExample},
	{"Times out of order", "The readings of a series follow each other in time.", csvExample},
	{"Too many steps", "A sensor has at most 1,000 steps; a curve of more is recorded, and replayed.", sensorWith(`step {
      at  = "1h"
      add = 3
    }`)},
	{"Walk outside its clamp", "A walk starts between the ends at which it turns round.", walkExample},
	{"Walk without a clamp", "A walk goes as far as it may, so it needs ends at which it turns round.", walkExample},
}

// verdicts: what a run is held to.
var verdicts = []Explanation{
	{"Duplicate expect", unique, expectExample},
	{"Phase listed twice", "An expectation is about each of its phases once.", expectExample},
	{"Settle is too long", "The time that is left out at the start of a phase is shorter than the phase.", expectExample},
	{"Too many expectations", "Each is measured on its own while the run goes on, so they are bounded.", expectExample},
}

const (
	csvExample  = "$ printf 'time,flow\\n0,1.5\\n60,1.7\\n' > readings.csv"
	walkExample = `model "meter" {
  interval = "5s"
  sensor "power" {
    value = walk(12, 0.5)
    clamp = [0, 40]
  }
}`
	expectExample = `phase "run" { duration = "1m" }

expect "on_time" {
  that   = "lag.p99 < 100"
  during = phase.run
  settle = "10s"
}`
)

# Phases that repeat, readings that are irregular, and a run without an end.

scenario "plant" {
  seed  = 4
  start = "2026-03-02T06:00:00+08:00"
}

model "meter" {
  interval = "5s"
  jitter   = "20%"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    count = 2
    room "{floor}01" {
      devices "meter" { count = 10 }
    }
  }
}

fault "outage" {
  lasts  = "20s"
  repeat = "1m"
  effect "offline" {}
}

phase "begin" {
  duration = "30s"
  devices  = ramp(0, "100%")
}

cycle "day" {
  times = 30

  phase "shift" {
    duration = "2m"
    devices  = ramp("50%", "100%", "ease")
    faults   = [fault.outage]
  }
  phase "night" {
    duration = "1m"
    devices  = "50%"
    rate     = 0.5
  }
}

phase "idle" {
  duration = "forever"
  devices  = 5
  faults   = [fault.outage]
}

expect "shifts_on_time" {
  that   = "lag.p99 < 100"
  during = phase.shift
  settle = "10s"
}

expect "idle_on_time" {
  that   = "lag.p99 < 100"
  during = phase.idle
  settle = "2h"
}

expect "nothing_lost" {
  that   = "failed == 0 && unknown == 0"
  settle = "1h"
}

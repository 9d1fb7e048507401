# A when sees the time only.

scenario "plant" { start = "2026-03-02T06:00:00+08:00" }

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "meter" { count = 10 }

fault "typo" {
  when = "hours > 8" # ERROR: Unknown name in condition
  effect "drop" {}
}

fault "number" {
  when = "t / 60" # ERROR: Condition must be true or false
  effect "drop" {}
}

fault "bare" {
  where = "device.tags == 'a'" # ERROR: Attribute needed
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.typo, fault.number, fault.bare]
}

# A scope is a level that the scenario has.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    unit  = "kW"
    value = normal(12, 3)
  }
  sensor "supply" { value = normal(50, 1) }
  sensor "pump" { value = switch("45m", "15m") }
}

devices "meter" { count = 10 }

fault "f" {
  probability = "10%"
  scope       = "room" # ERROR: Scope without places
  effect "silence" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

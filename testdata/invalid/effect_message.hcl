# Each argument of an effect on messages has its range.

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
  effect "reorder" { by = "2s" }          # ERROR: Whole number expected
  effect "corrupt" { bytes = 0 }          # ERROR: Whole number expected
  effect "truncate" {}                    # ERROR: Missing argument
  effect "oversize" { size = 1000000000 } # ERROR: Whole number expected
  effect "type_change" {
    field = "sensors.power.value"
    to    = "int" # ERROR: Unknown word
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

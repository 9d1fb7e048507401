# What an effect changes in device_info must be there.

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
  effect "battery" { level = 5 }        # ERROR: Nothing to change
  effect "firmware" { version = "2.0" } # ERROR: Nothing to change
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

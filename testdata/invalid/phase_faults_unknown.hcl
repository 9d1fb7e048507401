# All unknown names at once, with the near ones.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

fault "blackout" {
  effect "offline" {}
}

phase "run" {
  duration = "1m"
  faults = [
    fault.blakout, # ERROR: Unknown fault
    fault.none,    # ERROR: Unknown fault
  ]
}

phase "b" {
  duration = "1m"
  faults   = [fault.blackout]
}

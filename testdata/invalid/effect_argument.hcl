# Each kind has arguments of its own.

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

fault "f" {
  effect "stuck" {
    sensor = "power"
    add    = 2 # ERROR: Unknown argument
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

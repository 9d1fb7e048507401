# A count is no time.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

fault "leak" {
  after = poisson(3) # ERROR: Unfit distribution
  effect "stuck" { sensor = "power" }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" {
  duration = "1m"
  faults   = [fault.leak]
}

# A fault draws once anyway.

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
  after = fixed(uniform("0s", "20s")) # ERROR: Unfit distribution
  effect "drop" {}
}

phase "run" {
  duration = "1m"
  faults   = [fault.f]
}

# Limits may have one open end: not two, and not where a walk turns round.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value   = normal(12, 3)
    warning = [null, null] # ERROR: Limits expected
  }
  sensor "level" {
    value = walk(1, 0.1) # ERROR: Walk without a clamp
    clamp = [0, null]
  }
  sensor "good" {
    value   = normal(12, 3)
    warning = [10, null]
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }

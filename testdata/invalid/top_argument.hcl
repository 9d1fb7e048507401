# Values of the author's own go into locals.

scenario "plant" {}

floors = 5 # ERROR: Misplaced argument

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

phase "run" { duration = "1m" }

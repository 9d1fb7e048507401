# Sixty-four parts are enough for an id.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" {
        count = 10
        id    = "{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-{n}-" # ERROR: Pattern too long
      }
    }
  }
}

phase "run" { duration = "1m" }

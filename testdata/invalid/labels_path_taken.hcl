# Labels need a file of their own.

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

phase "run" { duration = "1m" }

sink "file" { path = "all.ndjson" }

labels {
  path = "all.ndjson" # ERROR: Path used twice
}

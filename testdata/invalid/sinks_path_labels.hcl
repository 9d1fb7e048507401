# Labels of values go beside their data: not where another sink writes.

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

sink "file" { path = "all.labels.ndjson.gz" }

sink "file" { # ERROR: Path used twice
  path = "all.ndjson.gz"
}

labels { topic = "truth" }

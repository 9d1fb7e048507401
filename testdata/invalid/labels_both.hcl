# Labels go to a topic or to a file.

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

labels {
  topic = "truth"
  path  = "truth.ndjson" # ERROR: Conflicting arguments
}

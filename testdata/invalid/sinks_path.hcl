# A file has one writer, however its path is written.

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

sink "file" { path = "out/all.ndjson" }

sink "file" { # ERROR: Path used twice
  path = "out/./all.ndjson"
}

# A file is known by topic and partition, not by device.

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

sink "file" {
  path = "{room}.ndjson" # ERROR: Unknown pattern field
}

# Levels are those of the codec.

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

sink "kafka" {
  compression       = "gzip"
  compression_level = 10 # ERROR: Whole number expected
}

# A topic has one writer, on whichever cluster.

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

sink "kafka" { topic = "a" }

sink "kafka" {
  brokers = ["other:9092"]
  topic   = "a" # ERROR: Topic used twice
}

# A plan counts, and a run keeps, each partition.

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

sink "null" { partitions = 10000 }

sink "null" { partitions = 10000 }

sink "null" {
  topic = "one-too-many" # ERROR: Too many partitions
}

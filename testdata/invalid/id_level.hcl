# There is no building around.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

room "101" {
  devices "meter" {
    count = 10
    id    = "{building}-{n}" # ERROR: Unknown pattern field
  }
}

phase "run" { duration = "1m" }

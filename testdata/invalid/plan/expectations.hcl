# What is expected of a run is a comparison, of what it measures.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value  = normal(12, 3)
    status = { hot = "value * 2" } # ERROR: Status must be true or false
  }
}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }

expect "number" { that = "lag.p99" } # ERROR: Expectation must be true or false

expect "constant" { that = "1 < 2" } # ERROR: Expectation measures nothing

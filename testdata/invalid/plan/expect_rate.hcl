scenario "fast" { speed = "60x" }
model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}
devices "m" { count = 10 }
phase "run" { duration = "1m" }
expect "busy" { that = "rate > 1" } # WARNING: Rate is of wall time
sink "kafka" { partitions = 1 }
expect "own" { that = "acked > 1" }

# ERROR: No devices
# A scenario without devices. It is said at the top.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

phase "run" { duration = "1m" }

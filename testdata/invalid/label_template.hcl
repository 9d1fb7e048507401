scenario "x" {}
model "m" {
  interval = "1s"
  sensor "a" { value = normal(0, 1) }
}
building "hall-${each.key}" { # ERROR: Template in a label
  for_each = ["a", "b"]
  room "${room.number}" { # ERROR: Template in a label
    count = 2
    devices "m" { count = "3" } # ERROR: Whole number expected
  }
}
building "${var.site}" { # ERROR: Template in a label
  devices "m" {}
}
phase "run-${var.x}" { duration = "1m" } # ERROR: Template in a label

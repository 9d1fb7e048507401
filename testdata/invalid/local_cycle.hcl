# Locals that need each other.

scenario "plant" {}

locals {
  a = local.b + 1 # ERROR: Locals depend on each other
  b = local.c + 1
  c = local.a + 1
}

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

# Terraform's each is the place itself.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "{key}" {
      for_each = { a = 1, b = 2 }
      devices "meter" { count = each.value } # ERROR: Unknown name
    }
  }
}

phase "run" { duration = "1m" }

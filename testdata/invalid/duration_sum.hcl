# And so for all phases together.

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

phase "a" { duration = "3000d" }

phase "b" { duration = "3000d" } # ERROR: Time line too long

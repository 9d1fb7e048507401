# HCL knows no devices: fields are for them.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

building "A" {
  floor {
    room "101" {
      devices "meter" {
        count = 10
        id    = "${building.name}-${n}" # ERROR: Unknown name
      }
    }
  }
}

phase "run" { duration = "1m" }

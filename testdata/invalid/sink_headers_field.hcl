# Fields of headers are known ones.

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

sink "null" {
  headers = {
    site  = "{building}"
    "who" = "{idd}" # ERROR: Unknown pattern field
  }
}

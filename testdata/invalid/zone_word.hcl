# A zone is a room, a floor or a building, each once; a room has one name.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" {
    value = normal(12, 3)
    zone "rooms" { # ERROR: Unknown word
      spread = normal(0, 1)
    }
    zone "floor" {
      spread = normal(0, 1)
    }
    zone "floor" { # ERROR: Duplicate zone
      spread = normal(0, 2)
    }
    zone { # ERROR: Missing label
      spread = normal(0, 1)
    }
  }
}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 }
    }
  }
}

phase "run" { duration = "1m" }

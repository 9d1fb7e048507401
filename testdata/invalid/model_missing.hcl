# ERROR: Missing block
# A scenario needs a model; devices without one are reported where they stand.

scenario "plant" {}

building "A" {
  floor {
    room "101" {
      devices "meter" { count = 10 } # ERROR: Unknown model
    }
  }
}

phase "run" { duration = "1m" }

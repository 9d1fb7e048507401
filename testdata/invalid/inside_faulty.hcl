# What stands in a block that is itself in error is checked all the same, and
# what names it is no second mistake.

scenario "plant" {}

modle "meter" { # ERROR: Unknown block
  interval = 5 # ERROR: Duration needs a unit
  sensor "power" { value = normal(12, 3) }
}

model { # ERROR: Missing label
  interval = 6 # ERROR: Duration needs a unit
  sensor { value = normal(1, -1) } # ERROR: Missing label # ERROR: Invalid function argument
  sensor "heat" {
    value = normal(1, 1)
  }
  sensor "heat" { # ERROR: Duplicate sensor
    value  = normal(1, 1)
    digits = 99 # ERROR: Whole number expected
  }
}

model "meter" { # ERROR: Duplicate model
  interval = 7 # ERROR: Duration needs a unit
  sensor "power" { value = normal(12, 3) }
}

building { # ERROR: Missing label
  count = "many" # ERROR: Whole number expected
  floor {
    room "101" {
      devices "meter" { count = 0 } # ERROR: Whole number expected
    }
  }
}

fault "f" {
  effect "stcuk" { # ERROR: Unknown effect
    sensor = "pwoer" # ERROR: Unknown sensor
  }
}

phase { # ERROR: Missing label
  duration = 3 # ERROR: Duration needs a unit
  faults   = [fault.f]
}

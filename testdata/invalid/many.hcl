# All faults of a file in one run, in its order, and no consequences of them.

scenario "plant" {}

locals {
  a = local.b # ERROR: Unknown local
  c = local.a * 2
}

model "meter" {
  intervall = "5s" # ERROR: Unknown argument
  sensor "power" {
    value  = nromal(12, 3) # ERROR: Unknown function
    clamp  = [9, 1] # ERROR: Limits the wrong way round
    digits = 1.5 # ERROR: Whole number expected
  }
}

building "A" {
  floor {
    count = local.c
    room "{flor}" { # ERROR: Unknown pattern field
      devices "meter" { count = local.a }
    }
  }
}

phase "run" {
  duration = 60 # ERROR: Duration needs a unit
  faults   = [fault.x] # ERROR: Unknown fault
}

# Arguments of Terraform. Each message says what to write here.

scenario "plant" {
  version = "1.0" # ERROR: Unknown argument
}

variable "interval" {
  default  = "5s"
  nullable = false # ERROR: Unknown argument
  validation {
    condition     = var.interval != ""
    error_message = "No." # ERROR: Unknown argument
    error         = "No."
  }
}

model "meter" {
  interval   = "${var.interval}" # WARNING: Needless quotes
  depends_on = [model.other] # ERROR: Unknown argument
  sensor "power" {
    value    = normal(12, 3)
    for_each = [1, 2] # ERROR: Unknown argument
  }
}

building "A" {
  count = length(file("rooms.txt")) # ERROR: Unknown function
  floor {
    room "{key}" {
      for_each = { a = 1, b = 2 }
      devices "meter" {
        count     = each.value # ERROR: Unknown name
        id        = "${n}-{key}" # ERROR: Unknown name
        lifecycle = "none" # ERROR: Unknown argument
        provider  = "none" # ERROR: Unknown argument
      }
      devices "other" {
        model = "model.meter" # ERROR: Reference expected
        count = count.index # ERROR: Unknown name
      }
    }
  }
}

fault "late" {
  effect "stuck" {
    sensor = sensor.power # ERROR: Unknown name
  }
}

phase "run" {
  duration = interval # ERROR: Unknown name
  faults   = ["fault.late"] # ERROR: Reference expected
}

phase "end" {
  duration = "1m"
  devices  = 10 * pow(2, 3) # ERROR: Unknown function
  rate     = uuid() # ERROR: Unknown function
}

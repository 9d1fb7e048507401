# Values: every distribution, in locals, conditionals and variables.

scenario "values" {
  seed     = 0
  start    = "now-3d"
  speed    = "2.5x"
  timezone = "Europe/Berlin"
}

variable "hot" {
  type    = bool
  default = false
}

variable "spread" {
  type    = distribution
  default = normal(0, 0.5)
}

variable "pause" {
  type    = duration
  default = "1h30m"
}

variable "limits" {
  type    = object({ low = number, high = optional(number, 90) })
  default = { low = -5 }
}

locals {
  room_air = var.hot ? normal(30, 2) : constant(21)
  words    = { for w in ["ok", "fault"] : w => w == "ok" ? 0.9 : 0.1 }
}

model "everything" {
  interval = "1.5s"

  sensor "temperature" {
    value  = local.room_air
    spread = var.spread
    trend  = "-0.1/d"
    clamp  = [var.limits.low, var.limits.high]
    digits = 0
  }
  sensor "particles" {
    unit   = "µg/m³"
    value  = lognormal(12, 0.4)
    memory = var.pause
  }
  sensor "flow" { value = uniform(fixed(normal(5, 1)), 20) }
  sensor "wait" { value = exponential(30) }
  sensor "state" { value = choice(local.words) }
  sensor "pump" { value = switch("45m", "15m") }
  sensor "offset" { value = fixed(uniform(-1, 1)) }
  sensor "heat" {
    formula = <<-EOT
      temperature > 25
        ? temperature * 1.2 + noise
        : 0
    EOT
    noise   = uniform(-1, 1)
    memory  = "10m"
  }

  device_info {
    model   = "everything"
    serial  = "SN-{index:06}"
    ports   = 4
    outdoor = false
    battery = drain(fixed(uniform(80, 100)), "0.4/h")
    signal  = normal(-58, 6)
    batch   = fixed(choice({ a = 1, b = 1 }))
    brace   = "{{x}}"
  }
}

building "A" {
  devices "everything" { count = 3 }
}

phase "run" {
  duration = "2d"
  rate     = "5x"
}

sink "file" {
  path       = "out-{partition}.jsonl"
  records    = true
  topic      = "values"
  partitions = 3
  key        = "{building}/{id}"
}

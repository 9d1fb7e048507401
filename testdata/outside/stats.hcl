# What scripts hold against textbooks: a thousand devices say a thousand times
# what each law of the language gives. See stats.py.

scenario "stats" {
  seed  = 1
  start = "2026-03-02T00:00:00Z"
}

# stats.py expects 1: with another one it must find that something is wrong.
variable "sigma" {
  type    = number
  default = 1
}

locals {
  memory = "100s" # ten readings
}

model "laws" {
  interval = "10s"

  sensor "normal" {
    value  = normal(0, var.sigma)
    digits = 9
  }
  sensor "lognormal" {
    value  = lognormal(2, 0.5)
    digits = 9
  }
  sensor "uniform" {
    value  = uniform(-1, 3)
    digits = 9
  }
  sensor "exponential" {
    value  = exponential(2)
    digits = 9
  }
  sensor "weibull" {
    value  = weibull(3, 1.5)
    digits = 9
  }
  sensor "poisson" {
    value  = poisson(4.5)
    digits = 0
  }
  sensor "choice" {
    value = choice({ "a" = 0.5, "b" = 0.3, "c" = 0.15, "d" = 0.05 })
  }
  sensor "memory" {
    value  = exponential(2)
    memory = local.memory
    digits = 9
  }
  sensor "switch" {
    value = switch("200s", "100s")
  }
  sensor "spread" {
    value  = constant(0)
    spread = normal(0, 1)
    digits = 9
  }
  sensor "daily" {
    value  = normal(0, 1)
    digits = 9
    daily {
      amplitude = 0.5
      peak      = "06:00"
    }
  }

  payload = {
    device = "{n}"
    at     = timestamp.ms
    values = [
      sensor.normal.value, sensor.lognormal.value, sensor.uniform.value, sensor.exponential.value,
      sensor.weibull.value, sensor.poisson.value, sensor.choice.value, sensor.memory.value,
      sensor.switch.value, sensor.spread.value, sensor.daily.value,
    ]
  }
}

devices "laws" { count = 1000 }

phase "run" { duration = "10000s" }

sink "file" { path = "stats.ndjson" }

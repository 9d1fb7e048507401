# No sensor says more than 1e15, and sums of such numbers are numbers.

scenario "plant" {}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }

model "meter" {
  interval = "5s"
  sensor "mean" { value = normal(1e308, 1e308) } # ERROR: Invalid function argument
  sensor "low" { value = uniform(-2e15, 1) } # ERROR: Invalid function argument
  sensor "fixed" { value = normal(fixed(exponential(1e15)), 1) } # ERROR: Invalid function argument
  sensor "sigma" { value = lognormal(1, 1000) } # ERROR: Invalid function argument
  sensor "drawn" { value = lognormal(1, fixed(normal(1, 1))) } # ERROR: Invalid function argument
  sensor "weight" { value = choice({ a = 1e300, b = 1 }) } # ERROR: Invalid function argument
  sensor "good" {
    value  = lognormal(1e15, 10)
    spread = normal(0, 1e16)      # ERROR: Invalid function argument
    trend  = "2000000000000000/h" # ERROR: Change per time expected
    daily {
      amplitude = 1e16 # ERROR: Number out of range
      peak      = "12:00"
    }
  }
  device_info { battery = drain(1e16, "1/h") } # ERROR: Invalid function argument
}

fault "f" {
  effect "bias" {
    sensor = "good"
    add    = -1e16 # ERROR: Number out of range
  }
  effect "stuck" {
    sensor = "good"
    at     = 1e300 # ERROR: Number expected
  }
}

phase "faulty" {
  duration = "1m"
  faults   = [fault.f]
}

# What the engine finds in quoted expressions: each has its place in the quotes.

scenario "plant" {}

locals {
  limit = 3
}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
  sensor "open" { value = switch("1m", "1m") }
  sensor "t" { value = normal(1, 1) } # ERROR: Sensor name is reserved
  sensor "unknown" { formula = "pwoer * 2" } # ERROR: Unknown name in formula
  sensor "later" { formula = "value + 1" } # ERROR: Unknown name in formula
  sensor "alone" { formula = "power + local" } # ERROR: Attribute needed
  sensor "member" { formula = "power.x" } # ERROR: Unknown attribute
  sensor "constant" { formula = "local.limt" } # ERROR: Unknown local
  sensor "kind" { formula = "open + 1" } # ERROR: Wrong kind of value
  sensor "kinds" { formula = "open ? 1 : 'a'" } # ERROR: Values of different kinds
  sensor "truth" { formula = "power > 3" } # ERROR: Formula must give a number
  sensor "never" { formula = "1 / 0" } # ERROR: Formula is never a number
  sensor "power_of" { formula = "power ** 2" } # ERROR: Not supported in expressions
  sensor "function" { formula = "sin(power)" } # ERROR: Unknown function
  sensor "arguments" { formula = "abs(power, 2)" } # ERROR: Wrong number of arguments
  sensor "syntax" { formula = "power = 3" } # ERROR: Invalid expression
  sensor "early" { formula = "power +" } # ERROR: Invalid expression
  sensor "quote" { formula = "power + 'a" } # ERROR: Invalid expression
  sensor "remainder" { formula = "power % 3" } # ERROR: Whole number expected
  sensor "noisy" { formula = "power + noise" } # ERROR: Noise is not given
  sensor "quiet" {
    formula = "power + 1"
    noise   = normal(0, 1) # WARNING: Noise is not used
  }
  sensor "deep" { formula = "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))" } # ERROR: Expression too deeply nested
}

devices "meter" { count = 10 }

fault "number" {
  where = "device.n + 1" # ERROR: Selector must be true or false
  effect "drop" {}
}

fault "name" {
  where = "floor == 3" # ERROR: Unknown name in selector
  effect "drop" {}
}

fault "attribute" {
  where = "device.flor == 3" # ERROR: Unknown attribute
  effect "drop" {}
}

fault "divisor" {
  where = "device.n % device.index == 0" # ERROR: Divisor must be a constant
  effect "drop" {}
}

fault "list" {
  where = "device.room in []" # ERROR: List is empty
  effect "drop" {}
}

fault "constants" {
  where = "device.room in [device.building]" # ERROR: Constant expected
  effect "drop" {}
}

fault "range" {
  where = "device.floor in 4..1" # ERROR: Range is empty
  effect "drop" {}
}

fault "model" {
  where = "device.model == 'metre'" # WARNING: No such model
  effect "drop" {}
}

phase "run" { duration = "1m" }

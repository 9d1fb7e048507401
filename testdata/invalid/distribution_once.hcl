# What is drawn once for each device is a number, or a text.

scenario "plant" {}

devices "meter" { count = 10 }

phase "run" { duration = "1m" }

model "meter" {
  interval = "5s"
  sensor "door" { value = switch(fixed(uniform("1h", "2h")), "30s") } # ERROR: Invalid function argument
  sensor "lamp" { value = switch(fixed(normal(3, 1)), "30s") } # ERROR: Invalid function argument
  sensor "pump" { value = fixed(switch("1h", "30s")) } # ERROR: Invalid function argument
  sensor "sigma" { value = lognormal(5, fixed(uniform("1s", "2s"))) } # ERROR: Invalid function argument
  device_info {
    battery = fixed(drain(100, "1/h"))                   # ERROR: Invalid function argument
    charge  = drain(fixed(uniform("1s", "2s")), "0.1/h") # ERROR: Invalid function argument
    colour  = fixed(choice({ red = 1, blue = 2 }))
  }
}

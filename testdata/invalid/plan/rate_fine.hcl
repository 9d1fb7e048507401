# A total over very many different intervals is no fraction that can be exact.

scenario "plant" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

devices "a" {
  model    = model.meter
  interval = "99991ms"
}

devices "b" {
  model    = model.meter
  interval = "99989ms"
}

devices "c" {
  model    = model.meter
  interval = "99971ms"
}

devices "d" {
  model    = model.meter
  interval = "99961ms"
}

phase "run" {
  duration = "1m"
  rate     = "10/s" # ERROR: Rate is too fine
}

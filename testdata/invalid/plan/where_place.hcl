scenario "places" {}
model "m" {
  interval = "5s"
  sensor "x" { value = normal(0, 1) }
}
building "north" {
  floor {
    room "bed-{n:02}" {
      count = 4
      devices "m" { count = 10 }
    }
  }
}
fault "a" {
  where = "device.room == 'bed-2'" # WARNING: No such place
  effect "drop" {}
}
fault "b" {
  where = "device.building in ['north', 'nroth'] && device.floor != 7" # WARNING: No such place # WARNING: No such place
  effect "drop" {}
}
fault "c" {
  where = "device.id == 'north-1-bed-02-m-10'" # WARNING: Fault selects no device
  effect "drop" {}
}
phase "run" {
  duration = "1m"
  faults   = [fault.a, fault.b, fault.c]
}

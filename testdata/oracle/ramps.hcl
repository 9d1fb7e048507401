# The time line: ramps up and down, with and without ease, numbers and shares of
# devices, fractional rates, a pause, totals of the fleet. internal/oracle says
# the same in Go (oracle.Ramps).

scenario "ramps" {
  seed  = 7
  start = "2026-03-02T06:00:00Z"
}

model "meter" {
  interval = "3s"
  sensor "level" { value = normal(50, 5) }
}

model "gauge" {
  interval = "7s"
  sensor "level" { value = normal(50, 5) }
}

building "north" {
  floor {
    count = 2
    room "{floor}{n:02}" {
      count = 2
      devices "meter" { count = 17 }
    }
  }
}

building "south" {
  floor {
    number = -1
    room "cellar" {
      devices "gauge" {
        count = 23
        id    = "gauge_{index:03}"
      }
      devices "spare" {
        model    = model.meter
        count    = 5
        interval = "4500ms"
      }
    }
  }
}

building "yard" {
  room "gate" {
    devices "gauge" { count = 11 }
  }
}

phase "fill" {
  duration = "40s"
  devices  = ramp(0, "100%")
}

phase "rush" {
  duration = "20s"
  rate     = ramp(1, 3.5)
}

phase "settle" {
  duration = "30s"
  rate     = ramp(3.5, 0.3, "ease")
}

phase "pause" {
  duration = "10s"
  rate     = 0
}

phase "third" {
  duration = "30s"
  devices  = "33.3%"
  rate     = 0.7
}

phase "number" {
  duration = "30s"
  devices  = 41
}

phase "grow" {
  duration = "40s"
  devices  = ramp(41, 97, "ease")
  rate     = "30/s"
}

phase "surge" {
  duration = "30s"
  rate     = ramp("30/s", "77.7/s")
}

phase "leave" {
  duration = "40s"
  devices  = ramp("90%", "12.5%")
  rate     = ramp(1, 0)
}

phase "nobody" {
  duration = "7s"
  devices  = 0
}

phase "odd" {
  duration = "12345678us" # not a multiple of 64 ns
  devices  = ramp(0, "100%", "ease")
  rate     = ramp(0, 2, "ease")
}

phase "ebb" {
  duration = "20s"
  devices  = ramp(100, 3, "ease")
  rate     = ramp("45/s", "20/s", "ease")
}

sink "null" { partitions = 5 }

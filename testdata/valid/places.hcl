# Places in every shape: basements, levels left out, lists, maps and sets,
# several devices blocks in a room, counts that depend on the place.

scenario "places" {}

model "meter" {
  interval = "5s"
  sensor "power" { value = normal(12, 3) }
}

model "climate" {
  interval = "10s"
  sensor "temperature" { value = normal(21, 0.6) }
}

building "tower-{n}" {
  count = 2

  floor {
    number = -1
    count  = 3

    room "{floor}-{key}" {
      for_each = { open = 4, kitchen = 2 }
      devices "climate" { count = room.value }
      devices "power" {
        model    = model.meter
        count    = floor.number < 0 ? 3 : 1
        interval = "1m"
      }
    }
  }

  devices "meter" {} # one, at the building itself
}

floor {
  number = 7
  devices "meter" { id = "roof-{n}" }
}

room "{key}" {
  for_each = ["shed", "gate"]
  devices "meter" {}
}

devices "meter" { count = 2 }

phase "run" { duration = "1m" }

# Laid over scenarios/factory.hcl (--overlay), so that there is something to watch for a
# day: what the factory's three minutes show comes back every ten.

cycle "day" {
  times = 144

  phase "calm" { duration = "6m" }

  phase "rush" {
    duration = "1m"
    rate     = 5
  }

  phase "trouble" {
    duration = "2m"
    faults   = [fault.sticky_thermometers, fault.bearing_wear, fault.blackout]
  }

  phase "catching_up" {
    duration = "1m"
    rate     = ramp(2, 1, "ease")
  }
}

# A laptop's disk is no archive: of each partition the newest 64 MiB stay.
sink "kafka" {
  config = { "retention.bytes" = "67108864" }
}
